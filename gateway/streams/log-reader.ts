import type { Envelope } from '../../domain/contract/index.ts';
import { MAX_BATCH_EVENTS } from '../../domain/contract/protocol.ts';
import type { EventLog } from '../../domain/ports.ts';
import { batched } from '../batched.ts';

const MAX_HEADS = 1_000;
const BATCH_BYTES = 128 * 1024;

/** Reads the log for many followers with as few queries as possible. */
export interface LogReader {
  /**
   * Returns the number (seq) of a stream's newest event at the time of this call or later. Calls made while a query
   * runs share the next query.
   */
  head(stream: string): Promise<number>;
  /** Returns the events after number `after`: at most 200, about 128 KiB. Equal calls share a running query [C3]. */
  read(stream: string, after: number): Promise<Envelope[]>;
  /** Returns the number (seq) of the oldest event that can still be read. */
  oldest(stream: string): Promise<number>;
}

export function createLogReader(log: EventLog): LogReader {
  const reads = new Map<string, Promise<Envelope[]>>();
  const head = batched(async (streams: string[]) => {
    const heads = await log.heads([...new Set(streams)]);
    return streams.map((stream) => heads.get(stream) ?? 0);
  }, MAX_HEADS);

  return {
    head,
    read(stream, after) {
      const key = `${stream} ${after}`;
      const known = reads.get(key);
      if (known) return known;
      const read = log.read(stream, after, MAX_BATCH_EVENTS, BATCH_BYTES).finally(() => reads.delete(key));
      reads.set(key, read);
      return read;
    },
    oldest: (stream) => log.oldest(stream),
  };
}
