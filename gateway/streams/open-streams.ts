import type { Envelope } from '../../domain/contract/index.ts';
import type { Bus } from '../bus/bus.ts';
import { parseMessage } from '../bus/message.ts';
import type { LogReader } from './log-reader.ts';
import { Sequencer } from './sequencer.ts';

/** A stream that a socket or a listener on this node follows. It stays open until each of them has called `release`. */
export interface OpenStream {
  readonly name: string;
  /** Returns the number (seq) of the last event that was sent to the stream's room. */
  passed(): number;
  /** Informs the sequencer that events up to number `head` exist. */
  poke(head: number): void;
  reach(seq: number): Promise<void>;
  release(): void;
}

export interface OpenStreams {
  /**
   * Subscribes to the stream, then reads the number of its newest event (the head). The sequencer sends the events
   * after it [C3].
   *
   * @param readHead called after the subscription, if the stream is not open yet. By default, one query reads the heads
   *   of several streams
   * @throws the error of reading the head
   */
  open(stream: string, readHead?: () => Promise<number>): Promise<OpenStream>;
  /** Hands events that this node committed to the sequencers at once, and publishes them to the other nodes [S4]. */
  offer(envelopes: Envelope[]): void;
  /** Informs the sequencers up to which number events exist in the log. */
  poke(heads: ReadonlyMap<string, number>): void;
  count(): number;
}

interface Entry {
  readonly name: string;
  readonly sequencer: Sequencer;
  holders: number;
  opening: Promise<void> | undefined;
  unsubscribe: (() => void) | undefined;
}

interface Options {
  nodeId: string;
  bus: Bus;
  reader: LogReader;
  emit(stream: string, envelopes: Envelope[]): void;
}

/**
 * The handle by which one holder uses an open stream. After the first call of `release`, further calls have no effect.
 */
class Held implements OpenStream {
  readonly #entry: Entry;
  #release: ((entry: Entry) => void) | undefined;

  constructor(entry: Entry, release: (entry: Entry) => void) {
    this.#entry = entry;
    this.#release = release;
  }

  get name(): string {
    return this.#entry.name;
  }

  passed(): number {
    return this.#entry.sequencer.passed() ?? 0;
  }

  poke(head: number): void {
    this.#entry.sequencer.poke(head);
  }

  reach(seq: number): Promise<void> {
    return this.#entry.sequencer.reach(seq);
  }

  release(): void {
    this.#release?.(this.#entry);
    this.#release = undefined;
  }
}

export function createOpenStreams({ nodeId, bus, reader, emit }: Options): OpenStreams {
  const entries = new Map<string, Entry>();
  const sequencing = { read: reader.read, emit };

  function create(name: string, readHead: () => Promise<number>): Entry {
    const sequencer = new Sequencer(sequencing, name);
    const entry: Entry = { name, sequencer, holders: 0, opening: undefined, unsubscribe: undefined };
    entry.opening = start(entry, readHead);
    entries.set(name, entry);
    return entry;
  }

  async function start(entry: Entry, readHead: () => Promise<number>): Promise<void> {
    entry.unsubscribe = await bus.subscribe(channelOf(entry.name), (payload) => {
      // Messages of this node itself are skipped, because `offer` has handed their events to the sequencer already.
      if (payload.startsWith(`${nodeId} `)) return;
      const envelopes = parseMessage<Envelope[]>(payload.slice(payload.indexOf(' ') + 1));
      if (Array.isArray(envelopes)) entry.sequencer.offer(envelopes);
    });
    entry.sequencer.start(await readHead());
    entry.opening = undefined;
  }

  function release(entry: Entry): void {
    entry.holders--;
    if (entry.holders > 0) return;
    if (entries.get(entry.name) === entry) entries.delete(entry.name);
    entry.sequencer.close();
    entry.unsubscribe?.();
  }

  return {
    async open(stream, readHead = () => reader.head(stream)) {
      const entry = entries.get(stream) ?? create(stream, readHead);
      entry.holders++;
      try {
        await entry.opening;
      } catch (error) {
        // The entry is removed, so that the next call opens the stream anew.
        if (entries.get(stream) === entry) entries.delete(stream);
        release(entry);
        throw error;
      }
      return new Held(entry, release);
    },

    offer(envelopes) {
      for (const [stream, own] of Map.groupBy(envelopes, ({ s }) => s)) {
        entries.get(stream)?.sequencer.offer(own);
        bus.publish(channelOf(stream), `${nodeId} ${JSON.stringify(own)}`);
      }
    },

    poke(heads) {
      for (const [stream, head] of heads) entries.get(stream)?.sequencer.poke(head);
    },

    count: () => entries.size,
  };
}

function channelOf(stream: string): string {
  return `stream:${stream}`;
}
