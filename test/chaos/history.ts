import { createHash } from 'node:crypto';
import type { Cursor, Head } from '../../domain/contract/envelope.ts';
import type { Envelope } from '../../domain/contract/index.ts';

/** A durable event as a device saw it or as it is in the log. The data are stored as a digest, except for replies. */
export interface Seen {
  s: string;
  q: number;
  i: string;
  t: string;
  op: string | undefined;
  /** The id of the thing that the event is about, if it has one. */
  about: string | undefined;
  digest: string;
  /** The data of a `reply.*` event. */
  reply: ReplyEvent | undefined;
}

export interface ReplyEvent {
  replyId: string;
  attempt: number;
  text?: string;
}

export interface Delta {
  replyId: string;
  attempt: number;
  /** The number of UTF-16 units from the start of the attempt. */
  offset: number;
  text: string;
}

type What =
  /**
   * `target` is the entry that the command changes. `queued` means that it waits in the device's queue, whose order
   * must be kept.
   */
  | { kind: 'sent'; device: string; opId: string; operation: string; target: string | undefined; queued: boolean }
  | { kind: 'acked'; device: string; opId: string; data: unknown }
  | { kind: 'refused'; device: string; opId: string; code: string }
  | {
      kind: 'connected';
      device: string;
      connection: number;
      node: string;
      cursors: Record<string, Cursor>;
      heads: Record<string, Head>;
    }
  | { kind: 'disconnected'; device: string; connection: number; reason: string }
  | { kind: 'event'; device: string; connection: number; event: Seen }
  | { kind: 'reset'; device: string; connection: number; stream: string; head: number | undefined; reason: string }
  /** `asked` means that the delta is the answer to `chat.resume`. */
  | { kind: 'delta'; device: string; connection: number; delta: Delta; asked: boolean }
  /** The text that the SDK's iterator gave, and the text at the end of the reply. */
  | { kind: 'assembled'; device: string; replyId: string; text: string; told: string }
  | { kind: 'fault'; name: string; target: string; phase: 'begin' | 'end' };

/** Something that happened at a moment. `at` is in milliseconds since the run began. */
export type Entry = { at: number } & What;
export type EntryOf<K extends Entry['kind']> = Extract<Entry, { kind: K }>;

/** The contents of the database at the end, when nothing is running any more. */
export interface Truth {
  /** The events of every stream, in ascending order. */
  log: Map<string, Seen[]>;
  /** How many rows (entries, messages, memories) carry the mark of a command, by its opId. */
  marks: Map<string, number>;
  replies: ReplyTruth[];
  /** How many entries were logged from a message and still exist, by the id of the message's first version. */
  autoLogged: Map<string, number>;
  facts: { userId: string; stored: unknown; replayed: unknown }[];
}

export interface ReplyTruth {
  id: string;
  /** The first version of the message that the reply answers. */
  messageId: string;
  state: string;

  /** The content of the message that the reply wrote. */
  content: string;
}

export interface History {
  devices: { id: string; kind: 'raw' | 'sdk'; userId: string }[];
  entries: Entry[];
  truth: Truth;
}

export interface Recorder {
  entries: Entry[];
  add(what: What): void;
}

export function createRecorder(): Recorder {
  const began = performance.now();
  const entries: Entry[] = [];
  return { entries, add: (what) => void entries.push({ at: Math.round(performance.now() - began), ...what }) };
}

export function seen({ s, q, i, t, op, d }: Omit<Envelope, 'at'>): Seen {
  const { id: about, replyId, attempt, text } = (d ?? {}) as Partial<ReplyEvent> & { id?: string };
  const isReply = t.startsWith('reply.') && replyId !== undefined && attempt !== undefined;
  return {
    s,
    q,
    i,
    t,
    op,
    about,
    digest: createHash('sha1').update(JSON.stringify(d)).digest('base64'),
    reply: isReply ? { replyId, attempt, ...(text !== undefined && { text }) } : undefined,
  };
}
