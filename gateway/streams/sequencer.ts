import { setTimeout as sleep } from 'node:timers/promises';
import type { Envelope } from '../../domain/contract/index.ts';

/** How many events that came out of order are kept in memory. Beyond that the log is read, which has them all. */
const MAX_PENDING = 1_000;
const RETRY_MS = 500;

/** Passes a stream's events on in the order of their seq, each once [S4]. */
export interface Sequencer {
  /** The last seq handed to `emit`; undefined until `start`. */
  passed(): number | undefined;
  /** From here on events after `head` are emitted. */
  start(head: number): void;
  /** Committed events, in any order and any number of times. */
  offer(envelopes: Envelope[]): void;
  /** The stream is known to have come this far. */
  poke(head: number): void;
  /** Resolves when `seq` was passed or the sequencer is closed. */
  reach(seq: number): Promise<void>;
  close(): void;
}

interface Options {
  /** Some of the events after a seq, in order. */
  read(after: number): Promise<Envelope[]>;
  /** Each event once, ascending, without a gap. */
  emit(envelopes: Envelope[]): void;
}

export function createSequencer({ read, emit }: Options): Sequencer {
  const pending = new Map<number, Envelope>();
  const waiting = new Set<{ seq: number; resolve: () => void }>();
  const closed = new AbortController();
  let passed: number | undefined;
  /** The highest seq known to exist. */
  let known = 0;
  let filling = false;

  function keep(envelopes: Envelope[]): void {
    for (const envelope of envelopes) {
      known = Math.max(known, envelope.q);
      if (envelope.q > (passed ?? 0) && pending.size < MAX_PENDING) pending.set(envelope.q, envelope);
    }
  }

  function drain(): void {
    if (passed === undefined || closed.signal.aborted) return;
    const next: Envelope[] = [];
    for (let event = pending.get(passed + 1); event; event = pending.get(passed + next.length + 1)) next.push(event);
    pass(next);
    if (known > passed) void fill();
    else pending.clear();
  }

  /** Emits the events after the last one that was passed; the others were emitted before. */
  function pass(events: Envelope[]): void {
    const next = events.filter(({ q }) => q > (passed ?? 0));
    const last = next.at(-1);
    if (!last || closed.signal.aborted) return;
    passed = last.q;
    for (const { q } of next) pending.delete(q);
    emit(next);
    settle(last.q);
  }

  /** Reads the log until no known event is missing. Only one reads at a time; events may be offered meanwhile. */
  async function fill(): Promise<void> {
    if (filling) return;
    filling = true;
    while (passed !== undefined && passed < known && !closed.signal.aborted) {
      const before = passed;
      pass(await read(before).catch(() => []));
      drain();
      if (passed === before) await pause();
    }
    filling = false;
  }

  const pause = () => sleep(RETRY_MS, undefined, { signal: closed.signal, ref: false }).catch(() => undefined);

  function settle(seq: number): void {
    for (const waiter of waiting) {
      if (waiter.seq > seq) continue;
      waiting.delete(waiter);
      waiter.resolve();
    }
  }

  return {
    passed: () => passed,
    start(head) {
      passed = head;
      known = Math.max(known, head);
      drain();
    },
    offer(envelopes) {
      keep(envelopes);
      drain();
    },
    poke(head) {
      known = Math.max(known, head);
      drain();
    },
    reach: (seq) =>
      new Promise((resolve) => {
        if (closed.signal.aborted || (passed ?? 0) >= seq) resolve();
        else waiting.add({ seq, resolve });
      }),
    close() {
      closed.abort();
      settle(Number.POSITIVE_INFINITY);
    },
  };
}
