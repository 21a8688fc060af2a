import type { Cursor, Head } from '../../../domain/contract/envelope.ts';
import type { Envelope } from '../../../domain/contract/index.ts';
import type { KeyValue } from '../stores.ts';

export interface StreamsDeps {
  store: KeyValue;
  /**
   * Hand an event to the application. When the promise resolves, the cursor of the stream is set to this event. If the
   * promise rejects, the event is handed out again.
   */
  deliver(envelope: Envelope): Promise<void>;
  /** Let the application reload the stream's data. Delivery continues when the promise resolves. */
  reset(stream: string, reason: string): Promise<void>;
  /** Return events of the stream after number `after`. */
  read(stream: string, after: number): Promise<{ events: Envelope[]; head: number; epoch: string }>;
}

/**
 * Hand out the events of each stream in order and once. The next event must have seq = last + 1: an older event is
 * dropped, and a gap is filled by reading the missing events [C4].
 */
export interface Streams {
  /**
   * Return the cursors for the handshake. A cursor is the last event of a stream with which the handlers have finished.
   */
  cursors(): Promise<{ [stream: string]: Cursor }>;
  /**
   * Accept the heads of a new connection: the newest event of each stream. A stream without a cursor begins after its
   * head.
   */
  begin(heads: { [stream: string]: Head }): void;
  take(envelopes: Envelope[]): void;
  resetTo(stream: string, head: Head, reason: string): void;
  /**
   * Read the missing events up to `heads`, which are the newest events on the server. Resolves when the events have
   * been handed out [C5].
   */
  compare(heads: { [stream: string]: Head }): Promise<void>;
  close(): void;
}

const KEY = 'cursor:';
/** The wait before an event or a reset is handed to the application again after its handler failed. */
const RETRY_MS = 3_000;

export function openStreams({ store, deliver, reset, read }: StreamsDeps): Streams {
  const known = new Map<string, Cursor>();
  /** The cursors of the last handshake. The server replays the events after them. */
  let sent: { [stream: string]: Cursor } = {};
  /**
   * The streams whose handler failed, each with the timer that calls the handler again. Events that arrive in the
   * meantime are dropped, and read from the server later.
   */
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

  /** Return the stream's cursor, or undefined while the stream waits because a handler failed. */
  const cursorOf = (stream: string) => (held.has(stream) ? undefined : known.get(stream));

  async function move(stream: string, cursor: Cursor): Promise<void> {
    known.set(stream, cursor);
    // If the store can't be written, the stream continues with the cursor in memory.
    await store.set(KEY + stream, cursor).catch(() => undefined);
  }

  function hold(stream: string, retry: () => Promise<void>): void {
    clearTimeout(held.get(stream));
    const timer = setTimeout(() => {
      // If a newer reset has succeeded before this step runs, the timer is no longer held, and nothing must be
      // repeated.
      inOrder(async () => held.get(stream) === timer && retry());
    }, RETRY_MS);
    held.set(stream, timer);
    if (closed) clearTimeout(timer);
  }

  /** Hand an event to the application and set the cursor to it. @returns false if the handler failed */
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
    // This reset replaces an earlier one that failed and would have been repeated.
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
    // This does not wait for the other steps. Such a step may wait for a handler, the handler for a call, and the call
    // for the connection that needs these cursors.
    async cursors() {
      // If the store could not be read before, read it again.
      loaded = loaded.catch(load);
      await loaded;
      sent = Object.fromEntries(known);
      return sent;
    },
    begin(heads) {
      inOrder(async () => {
        for (const [stream, { epoch, head }] of Object.entries(heads))
          if (!known.has(stream)) await move(stream, { epoch, seq: head });
          // The stream had no cursor when the cursors were sent, so the server did not replay its events. A later step
          // has set the cursor, and the events after it are read here.
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
