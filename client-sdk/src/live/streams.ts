import type { Cursor, Head } from '../../../domain/contract/envelope.ts';
import type { Envelope } from '../../../domain/contract/index.ts';
import type { KeyValue } from '../stores.ts';

export interface StreamsDeps {
  store: KeyValue;
  /** Hand an event to the application. The cursor moves when the promise resolves; after a rejection it is tried again. */
  deliver(envelope: Envelope): Promise<void>;
  /** Let the application load the stream's state anew. The stream goes on when the promise resolves. */
  reset(stream: string, reason: string): Promise<void>;
  /** Return events of the stream after this seq. */
  read(stream: string, after: number): Promise<{ events: Envelope[]; head: number; epoch: string }>;
}

/** Hand out the events of each stream in order and once: seq = last + 1; an older event is dropped, a gap is read [C4]. */
export interface Streams {
  /** Return the cursors of all events that handlers have finished with, for the handshake. */
  cursors(): Promise<{ [stream: string]: Cursor }>;
  /** Take the heads of a new connection; a stream without a cursor begins at its head. */
  begin(heads: { [stream: string]: Head }): void;
  take(envelopes: Envelope[]): void;
  resetTo(stream: string, head: Head, reason: string): void;
  /** Read what is missing up to these heads of the server. Resolves when it has been handed out [C5]. */
  compare(heads: { [stream: string]: Head }): Promise<void>;
  close(): void;
}

const KEY = 'cursor:';
/** Wait before an event or a reset is handed to a failing application again. */
const RETRY_MS = 3_000;

export function openStreams({ store, deliver, reset, read }: StreamsDeps): Streams {
  const known = new Map<string, Cursor>();
  /** Cursors of the last handshake: the server replays the events after them. */
  let sent: { [stream: string]: Cursor } = {};
  /** Streams whose handler failed, with the timer of the next try. Events that arrive until then are read after it. */
  const held = new Map<string, ReturnType<typeof setTimeout>>();
  let closed = false;
  let loaded = load();
  let work: Promise<unknown> = loaded.catch(() => undefined);
  const inOrder = (step: () => Promise<unknown>) => {
    work = work.then(step).catch(() => undefined);
    return work;
  };

  async function load(): Promise<void> {
    for (const key of await store.keys(KEY)) {
      const cursor = await store.get<Cursor>(key);
      if (cursor) known.set(key.slice(KEY.length), cursor);
    }
  }

  /** Return the stream's cursor, unless the stream is held. */
  const cursorOf = (stream: string) => (held.has(stream) ? undefined : known.get(stream));

  async function move(stream: string, cursor: Cursor): Promise<void> {
    known.set(stream, cursor);
    // A store that cannot be written stops no stream: the cursor in memory counts.
    await store.set(KEY + stream, cursor).catch(() => undefined);
  }

  function hold(stream: string, retry: () => Promise<void>): void {
    clearTimeout(held.get(stream));
    const timer = setTimeout(() => {
      // A newer reset may have been done before this step's turn, and must stand.
      inOrder(async () => held.get(stream) === timer && retry());
    }, RETRY_MS);
    held.set(stream, timer);
    if (closed) clearTimeout(timer);
  }

  /** Hand an event out and move the cursor. @returns whether the stream goes on */
  async function handOut(envelope: Envelope, { epoch }: Cursor): Promise<boolean> {
    const { s: stream, q: seq } = envelope;
    try {
      await deliver(envelope);
    } catch {
      hold(stream, () => {
        held.delete(stream);
        return readUpTo(stream, Infinity);
      });
      return false;
    }
    await move(stream, { epoch, seq });
    return true;
  }

  async function apply(envelope: Envelope): Promise<void> {
    const cursor = cursorOf(envelope.s);
    if (!cursor || envelope.q <= cursor.seq) return;
    if (envelope.q > cursor.seq + 1) await readUpTo(envelope.s, envelope.q - 1);
    const reached = known.get(envelope.s);
    if (!reached || envelope.q !== reached.seq + 1) return;
    await handOut(envelope, reached);
  }

  async function readUpTo(stream: string, last: number): Promise<void> {
    for (let cursor = cursorOf(stream); cursor && cursor.seq < last; cursor = cursorOf(stream)) {
      const { events } = await read(stream, cursor.seq);
      if (events.length === 0) return;
      for (const envelope of events) {
        if (envelope.q !== (known.get(stream)?.seq ?? 0) + 1) continue;
        if (!(await handOut(envelope, cursor))) return;
      }
    }
  }

  async function beginAnew(stream: string, { epoch, head }: Head, reason: string): Promise<void> {
    const isHeld = held.has(stream);
    // This reset takes the place of an earlier one that still fails.
    clearTimeout(held.get(stream));
    try {
      await reset(stream, reason);
    } catch {
      hold(stream, () => beginAnew(stream, { epoch, head }, reason));
      return;
    }
    held.delete(stream);
    await move(stream, { epoch, seq: head });
    if (isHeld) await readUpTo(stream, Infinity);
  }

  return {
    // Not in order with the other steps: a handler may wait for a call that needs this very connection.
    async cursors() {
      // After a failure the store is read again.
      loaded = loaded.catch(load);
      await loaded;
      sent = Object.fromEntries(known);
      return sent;
    },
    begin(heads) {
      inOrder(async () => {
        for (const [stream, { epoch, head }] of Object.entries(heads))
          if (!known.has(stream)) await move(stream, { epoch, seq: head });
          // The stream got its first cursor by a step that still waited when the cursors were sent.
          else if (!sent[stream]) await readUpTo(stream, head);
      });
    },
    take(envelopes) {
      for (const envelope of envelopes) inOrder(() => apply(envelope));
    },
    resetTo(stream, head, reason) {
      inOrder(() => beginAnew(stream, head, reason));
    },
    async compare(heads) {
      await inOrder(async () => {
        for (const [stream, { head }] of Object.entries(heads))
          if ((known.get(stream)?.seq ?? head) < head) await readUpTo(stream, head);
      });
    },
    close() {
      closed = true;
      for (const timer of held.values()) clearTimeout(timer);
    },
  };
}
