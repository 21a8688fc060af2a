import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '../../domain/ports.ts';

const HEAL_INTERVAL_MS = 1_000;

interface Options {
  log: Pick<EventLog, 'changedSince'>;
  /** Heads that changed since the last time. */
  poke(heads: ReadonlyMap<string, number>): void;
  /** Told once when the log can't be read, and once when it can again. */
  onState(state: 'up' | 'down', error?: unknown): void;
}

/**
 * Asks the log once a second what changed, so that a committed event arrives within 2 s whatever died between its
 * commit and its publication [S5].
 *
 * @returns a function that ends it
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
      // The mark stays, so the next answer covers the time of the outage too.
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
