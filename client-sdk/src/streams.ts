import type { Cursor, Head } from '../../domain/contract/envelope.ts';
import type { Envelope } from '../../domain/contract/index.ts';
import type { KeyValue } from './stores.ts';

export interface StreamsDeps {
  store: KeyValue;
  /** Hands an event to the application; the cursor moves when it has returned. */
  deliver(envelope: Envelope): Promise<void>;
  /** Repeated while it fails; only then does the stream go on. */
  reset(stream: string, reason: string): Promise<void>;
  read(stream: string, after: number): Promise<{ events: Envelope[]; head: number; epoch: string }>;
}

/** Applies each stream's events in order and once: last + 1 only; what is older is dropped, a gap is read [C4]. */
export interface Streams {
  /** As far as handlers have returned; one that waits for a call must not hold up the connection the call needs. */
  cursors(): Promise<{ [stream: string]: Cursor }>;
  /** Heads of a new connection; a stream without a cursor begins at its head. */
  begin(heads: { [stream: string]: Head }): void;
  take(envelopes: Envelope[]): void;
  resetTo(stream: string, head: Head, reason: string): void;
  /** Heads as the server has them: what was not reached is read, and has been handed out when this returns [C5]. */
  compare(heads: { [stream: string]: Head }): Promise<void>;
  close(): void;
}

const KEY = 'cursor:';
/** Then an application that failed at a reset or an event is asked to try again. */
const RETRY_MS = 3_000;

export function openStreams({ store, deliver, reset, read }: StreamsDeps): Streams {
  const known = new Map<string, Cursor>();
  /** What the server was told, and replays. */
  let sent: { [stream: string]: Cursor } = {};
  /** Streams the application failed at, with the timer of the next try: what comes of them is read after it. */
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

  /** @returns the cursor of a stream that can go on from it */
  const place = (stream: string) => (held.has(stream) ? undefined : known.get(stream));

  async function move(stream: string, cursor: Cursor): Promise<void> {
    known.set(stream, cursor);
    // A store that can't be written stops no stream: it goes on from memory.
    await store.set(KEY + stream, cursor).catch(() => undefined);
  }

  function hold(stream: string, retry: () => Promise<void>): void {
    clearTimeout(held.get(stream));
    const timer = setTimeout(() => {
      // Its turn may come after a newer reset, which it must not undo.
      inOrder(async () => held.get(stream) === timer && retry());
    }, RETRY_MS);
    held.set(stream, timer);
    if (closed) clearTimeout(timer);
  }

  /** @returns whether the stream goes on */
  async function hand(envelope: Envelope, { epoch }: Cursor): Promise<boolean> {
    const { s: stream, q: seq } = envelope;
    try {
      await deliver(envelope);
    } catch {
      hold(stream, () => {
        held.delete(stream);
        return fill(stream, Infinity);
      });
      return false;
    }
    await move(stream, { epoch, seq });
    return true;
  }

  async function apply(envelope: Envelope): Promise<void> {
    const cursor = place(envelope.s);
    if (!cursor || envelope.q <= cursor.seq) return;
    if (envelope.q > cursor.seq + 1) await fill(envelope.s, envelope.q - 1);
    const reached = known.get(envelope.s);
    if (!reached || envelope.q !== reached.seq + 1) return;
    await hand(envelope, reached);
  }

  async function fill(stream: string, upTo: number): Promise<void> {
    for (let cursor = place(stream); cursor && cursor.seq < upTo; cursor = place(stream)) {
      const { events } = await read(stream, cursor.seq);
      if (events.length === 0) return;
      for (const envelope of events) {
        if (envelope.q !== (known.get(stream)?.seq ?? 0) + 1) continue;
        if (!(await hand(envelope, cursor))) return;
      }
    }
  }

  async function anew(stream: string, { epoch, head }: Head, reason: string): Promise<void> {
    const isHeld = held.has(stream);
    // A newer reset takes the place of one that still fails.
    clearTimeout(held.get(stream));
    try {
      await reset(stream, reason);
    } catch {
      hold(stream, () => anew(stream, { epoch, head }, reason));
      return;
    }
    held.delete(stream);
    await move(stream, { epoch, seq: head });
    if (isHeld) await fill(stream, Infinity);
  }

  return {
    async cursors() {
      // A store that could not be read is read again.
      loaded = loaded.catch(load);
      await loaded;
      sent = Object.fromEntries(known);
      return sent;
    },
    begin(heads) {
      inOrder(async () => {
        for (const [stream, { epoch, head }] of Object.entries(heads))
          if (!known.has(stream)) await move(stream, { epoch, seq: head });
          // Its first cursor came from a step that still waited when the cursors were sent.
          else if (!sent[stream]) await fill(stream, head);
      });
    },
    take(envelopes) {
      for (const envelope of envelopes) inOrder(() => apply(envelope));
    },
    resetTo(stream, head, reason) {
      inOrder(() => anew(stream, head, reason));
    },
    async compare(heads) {
      await inOrder(async () => {
        for (const [stream, { head }] of Object.entries(heads))
          if ((known.get(stream)?.seq ?? head) < head) await fill(stream, head);
      });
    },
    close() {
      closed = true;
      for (const timer of held.values()) clearTimeout(timer);
    },
  };
}
