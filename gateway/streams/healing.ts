import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '../../domain/ports.ts';

const HEAL_INTERVAL_MS = 1_000;

interface Options {
  log: Pick<EventLog, 'changedSince'>;
  /** Called with the streams that have new events since the last query, each with the number of its newest event. */
  poke(heads: ReadonlyMap<string, number>): void;
  /** Called once when the log can't be read, and once when it can be read again. */
  onState(state: 'up' | 'down', error?: unknown): void;
}

/**
 * Once a second, read from the event log which streams have new events. A committed event therefore arrives within 2 s,
 * even if a node or Redis fails between the commit and the publication [S5].
 *
 * @returns a function that stops the reads
 */
export async function startHealing({ log, poke, onState }: Options): Promise<() => void> {
  const ended = new AbortController();
  let { mark } = await log.changedSince(undefined);
  let state: 'up' | 'down' = 'up';

  const change = (next: 'up' | 'down', error?: unknown) => {
    if (state !== next) onState(next, error);
    state = next;
  };

  async function heal(): Promise<void> {
    try {
      const changes = await log.changedSince(mark);
      mark = changes.mark;
      poke(changes.heads);
      change('up');
    } catch (error) {
      // The mark is unchanged, so the next successful query covers the outage as well.
      change('down', error);
    }
  }

  async function healForever(): Promise<void> {
    while (!ended.signal.aborted) {
      await sleep(HEAL_INTERVAL_MS, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
      if (!ended.signal.aborted) await heal();
    }
  }
  void healForever();
  return () => ended.abort();
}
