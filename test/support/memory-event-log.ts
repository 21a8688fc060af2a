import type { Envelope } from '../../domain/contract/index.ts';
import { newId } from '../../domain/ids.ts';
import type { EventLog } from '../../domain/ports.ts';

/** An event log in memory, for tests without a database. Like a database, it answers asynchronously. */
export interface MemoryEventLog extends EventLog {
  /** Appends events to a stream. They are not passed to the sequencers; the caller may do so. */
  append(stream: string, count?: number, event?: { t: string; d: unknown }): Envelope[];
  /** Removes the events of a stream up to this seq, as the retention job does. */
  trim(stream: string, upTo: number): void;
  /** Makes all later queries fail, or succeed again. */
  fail(isAway: boolean): void;
  /** How long each query takes, in milliseconds. */
  delay: number;
  /** How many times each query was made. */
  readonly asked: { heads: number; read: number; changedSince: number };
}

export function createMemoryEventLog(epoch = 'epoch-1'): MemoryEventLog {
  const streams = new Map<string, Envelope[]>();
  const heads = new Map<string, number>();
  const changes: string[] = [];
  const asked = { heads: 0, read: 0, changedSince: 0 };
  let isAway = false;

  async function answer<T>(query: () => T): Promise<T> {
    if (isAway) throw new Error('the database is away');
    const result = query();
    await new Promise((resolve) => (log.delay > 0 ? setTimeout(resolve, log.delay) : setImmediate(resolve)));
    return result;
  }

  const log: MemoryEventLog = {
    delay: 0,
    asked,
    append(stream, count = 1, event = { t: 'test.happened', d: {} }) {
      const events = streams.get(stream) ?? [];
      streams.set(stream, events);
      const first = (heads.get(stream) ?? 0) + 1;
      const at = new Date().toISOString();
      const added = Array.from({ length: count }, (_, i) => {
        const envelope = { s: stream, q: first + i, i: newId(), at, ...event };
        return envelope as Envelope;
      });
      events.push(...added);
      heads.set(stream, first + count - 1);
      changes.push(stream);
      return added;
    },
    trim(stream, upTo) {
      streams.set(
        stream,
        (streams.get(stream) ?? []).filter(({ q }) => q > upTo),
      );
    },
    fail(next) {
      isAway = next;
    },
    epoch: () => answer(() => epoch),
    heads(names) {
      asked.heads++;
      return answer(() => new Map(names.map((name) => [name, heads.get(name) ?? 0])));
    },
    read(stream, after, limit, maxBytes = Number.POSITIVE_INFINITY) {
      asked.read++;
      return answer(() => {
        const found: Envelope[] = [];
        let bytes = 0;
        for (const event of (streams.get(stream) ?? []).filter(({ q }) => q > after).slice(0, limit)) {
          bytes += JSON.stringify(event.d).length;
          if (found.length > 0 && bytes > maxBytes) break;
          found.push(event);
        }
        return found;
      });
    },
    oldest: (stream) => answer(() => streams.get(stream)?.[0]?.q ?? (heads.get(stream) ?? 0) + 1),
    changedSince(mark) {
      asked.changedSince++;
      return answer(() => {
        const changed = mark === undefined ? [] : changes.slice(Number(mark));
        return { mark: String(changes.length), heads: new Map(changed.map((name) => [name, heads.get(name) ?? 0])) };
      });
    },
  };
  return log;
}
