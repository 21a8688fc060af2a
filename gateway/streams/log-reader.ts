import type { Envelope } from '../../domain/contract/index.ts';
import { MAX_BATCH_EVENTS } from '../../domain/contract/protocol.ts';
import type { EventLog } from '../../domain/ports.ts';

const BATCH_BYTES = 128 * 1024;

/** Reads the log for many followers with as few queries as possible. */
export interface LogReader {
  /** Returns a stream's head at or after the time of this call. Calls made while a query runs share the next one. */
  head(stream: string): Promise<number>;
  /** ≤ 200 events and about 128 KiB after a seq; calls for the same ones share a running query [C3]. */
  read(stream: string, after: number): Promise<Envelope[]>;
  /** The smallest seq that can still be read. */
  oldest(stream: string): Promise<number>;
}

export function createLogReader(log: EventLog): LogReader {
  const reads = new Map<string, Promise<Envelope[]>>();
  let running: Promise<unknown> = Promise.resolve();
  let next: { streams: Set<string>; heads: Promise<Map<string, number>> } | undefined;

  function startHeads() {
    const streams = new Set<string>();
    const heads = running.then(() => {
      next = undefined;
      return log.heads([...streams]);
    });
    running = heads.catch(() => undefined);
    return { streams, heads };
  }

  return {
    async head(stream) {
      next ??= startHeads();
      next.streams.add(stream);
      return (await next.heads).get(stream) ?? 0;
    },
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
