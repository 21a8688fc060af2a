import type { Envelope } from '../../domain/contract/index.ts';
import type { Bus } from '../bus/bus.ts';
import { parseMessage } from '../bus/message.ts';
import type { LogReader } from './log-reader.ts';
import { createSequencer, type Sequencer } from './sequencer.ts';

/** A stream that somebody on this node follows. It stays open until every holder has released it. */
export interface OpenStream {
  readonly name: string;
  /** The last seq that was sent to the stream's room. */
  passed(): number;
  /** The stream is known to have come this far. */
  poke(head: number): void;
  reach(seq: number): Promise<void>;
  release(): void;
}

export interface OpenStreams {
  /** Subscribes, then takes the head as passed [C3]. @throws what reading the log fails with */
  open(stream: string): Promise<OpenStream>;
  /** Committed events of this node's own writers: to the sequencers at once, and to the other nodes [S4]. */
  offer(envelopes: Envelope[]): void;
  /** Heads that were read from the log. */
  poke(heads: ReadonlyMap<string, number>): void;
  count(): number;
}

interface Entry {
  sequencer: Sequencer;
  holders: number;
  opening: Promise<void>;
  unsubscribe(): void;
}

interface Options {
  nodeId: string;
  bus: Bus;
  reader: LogReader;
  emit(stream: string, envelopes: Envelope[]): void;
}

export function createOpenStreams({ nodeId, bus, reader, emit }: Options): OpenStreams {
  const entries = new Map<string, Entry>();

  function create(stream: string): Entry {
    const sequencer = createSequencer({
      read: (after) => reader.read(stream, after),
      emit: (envelopes) => emit(stream, envelopes),
    });
    const entry: Entry = { sequencer, holders: 0, opening: Promise.resolve(), unsubscribe: () => undefined };
    entry.opening = start(stream, entry);
    entries.set(stream, entry);
    return entry;
  }

  async function start(stream: string, entry: Entry): Promise<void> {
    entry.unsubscribe = await bus.subscribe(channelOf(stream), (payload) => {
      // This node's own messages come back too; its sequencer had them first.
      if (payload.startsWith(`${nodeId} `)) return;
      const envelopes = parseMessage<Envelope[]>(payload.slice(payload.indexOf(' ') + 1));
      if (Array.isArray(envelopes)) entry.sequencer.offer(envelopes);
    });
    entry.sequencer.start(await reader.head(stream));
  }

  function release(stream: string, entry: Entry): void {
    entry.holders--;
    if (entry.holders > 0) return;
    if (entries.get(stream) === entry) entries.delete(stream);
    entry.sequencer.close();
    entry.unsubscribe();
  }

  return {
    async open(stream) {
      const entry = entries.get(stream) ?? create(stream);
      entry.holders++;
      try {
        await entry.opening;
      } catch (error) {
        // Whoever opens the stream next tries again.
        if (entries.get(stream) === entry) entries.delete(stream);
        release(stream, entry);
        throw error;
      }
      let isHeld = true;
      return {
        name: stream,
        passed: () => entry.sequencer.passed() ?? 0,
        poke: entry.sequencer.poke,
        reach: entry.sequencer.reach,
        release() {
          if (isHeld) release(stream, entry);
          isHeld = false;
        },
      };
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
