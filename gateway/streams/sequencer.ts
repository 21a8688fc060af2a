import { setTimeout as sleep } from 'node:timers/promises';
import type { Envelope } from '../../domain/contract/index.ts';

/**
 * The maximum number of events that are kept while an earlier event is missing. Events beyond that are read from the
 * log.
 */
const MAX_PENDING = 1_000;
const RETRY_MS = 500;

interface Waiter {
  seq: number;
  resolve(): void;
}

/** The functions that all sequencers of a node share. */
export interface SequencerDeps {
  /** Reads some of the events after number `after`, in order. */
  read(stream: string, after: number): Promise<Envelope[]>;
  /** Sends events. It gets each event once, in ascending order, without a gap. */
  emit(stream: string, envelopes: Envelope[]): void;
}

/** Sends a stream's events in the order of their numbers (seq), each event once [S4]. */
export class Sequencer {
  readonly #deps: SequencerDeps;
  readonly #stream: string;
  #passed: number | undefined;
  /** The highest event number that is known to exist. */
  #known = 0;
  #pending: Map<number, Envelope> | undefined;
  #waiting: Set<Waiter> | undefined;
  #isFilling = false;
  #isClosed = false;

  constructor(deps: SequencerDeps, stream: string) {
    this.#deps = deps;
    this.#stream = stream;
  }

  /** Returns the number (seq) of the last event that was given to `emit`; undefined before `start`. */
  passed(): number | undefined {
    return this.#passed;
  }

  /** Begins to emit the events after number `head`. */
  start(head: number): void {
    this.#passed = head;
    this.poke(head);
  }

  /** Accepts committed events, in any order and any number of times. */
  offer(envelopes: Envelope[]): void {
    for (const envelope of envelopes) {
      this.#known = Math.max(this.#known, envelope.q);
      this.#pending ??= new Map();
      if (envelope.q > (this.#passed ?? 0) && this.#pending.size < MAX_PENDING) this.#pending.set(envelope.q, envelope);
    }
    this.#drain();
  }

  /** Informs the sequencer that events up to number `head` exist. */
  poke(head: number): void {
    this.#known = Math.max(this.#known, head);
    this.#drain();
  }

  /** Resolves when event number `seq` was emitted or the sequencer is closed. */
  reach(seq: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isClosed || (this.#passed ?? 0) >= seq) return resolve();
      this.#waiting ??= new Set();
      this.#waiting.add({ seq, resolve });
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#settle(Number.POSITIVE_INFINITY);
  }

  #drain(): void {
    if (this.#passed === undefined || this.#isClosed) return;
    const next: Envelope[] = [];
    for (;;) {
      const event = this.#pending?.get(this.#passed + next.length + 1);
      if (!event) break;
      next.push(event);
    }
    this.#pass(next);
    if (this.#known > this.#passed) void this.#fill();
    else this.#pending = undefined;
  }

  /** Emits the events that have not been emitted before. */
  #pass(events: Envelope[]): void {
    const next = events.filter(({ q }) => q > (this.#passed ?? 0));
    const last = next.at(-1);
    if (!last || this.#isClosed) return;
    this.#passed = last.q;
    for (const { q } of next) this.#pending?.delete(q);
    this.#deps.emit(this.#stream, next);
    this.#settle(last.q);
  }

  /** Reads the log until no known event is missing. Only one call reads at a time. Events may be offered meanwhile. */
  async #fill(): Promise<void> {
    if (this.#isFilling) return;
    this.#isFilling = true;
    while (this.#passed !== undefined && this.#passed < this.#known && !this.#isClosed) {
      const before = this.#passed;
      this.#pass(await this.#deps.read(this.#stream, before).catch(() => []));
      this.#drain();
      if (this.#passed === before) await sleep(RETRY_MS, undefined, { ref: false });
    }
    this.#isFilling = false;
  }

  #settle(seq: number): void {
    for (const waiter of this.#waiting ?? []) {
      if (waiter.seq > seq) continue;
      this.#waiting?.delete(waiter);
      waiter.resolve();
    }
    if (this.#waiting?.size === 0) this.#waiting = undefined;
  }
}
