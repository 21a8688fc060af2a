import { createHash } from 'node:crypto';
import type { Cursor, Head } from '../../domain/contract/envelope.ts';
import type { Envelope } from '../../domain/contract/index.ts';

/** A durable event as a device saw it or the log holds it; its data as a digest, but for replies. */
export interface Seen {
  s: string;
  q: number;
  i: string;
  t: string;
  op: string | undefined;
  /** The id of what it tells of, where it has one. */
  about: string | undefined;
  digest: string;
  /** of `reply.*` */
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
  /** UTF-16 units from the start of the attempt. */
  offset: number;
  text: string;
}

type What =
  /** `target`: the entry it changes; `queued`: it waits in the device's queue, whose order holds */
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
  /** `asked`: the answer to `chat.resume` */
  | { kind: 'delta'; device: string; connection: number; delta: Delta; asked: boolean }
  /** What the SDK's iterator gave, and what it said at the end. */
  | { kind: 'assembled'; device: string; replyId: string; text: string; told: string }
  | { kind: 'fault'; name: string; target: string; phase: 'begin' | 'end' };

/** What happened at one moment: `at` in milliseconds since the run began. */
export type Entry = { at: number } & What;
export type EntryOf<K extends Entry['kind']> = Extract<Entry, { kind: K }>;

/** What the database holds when all is quiet. */
export interface Truth {
  /** Every stream's events, ascending. */
  log: Map<string, Seen[]>;
  /** How many rows (entries, messages, memories) carry the mark of a command, by its opId. */
  marks: Map<string, number>;
  replies: ReplyTruth[];
  /** Entries that stand and were logged from a message, by the id of its first version. */
  autoLogged: Map<string, number>;
  facts: { userId: string; stored: unknown; replayed: unknown }[];
}

export interface ReplyTruth {
  id: string;
  /** The first version of the message it answers. */
  messageId: string;
  state: string;

  /** Of the message it wrote. */
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
