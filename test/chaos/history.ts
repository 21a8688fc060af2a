import { createHash } from 'node:crypto';
import type { Cursor, Head } from '../../domain/contract/envelope.ts';
import type { Envelope } from '../../domain/contract/index.ts';

/**
 * A durable event, as a device received it or as it is stored in the log. Instead of its data it has a digest of them;
 * only the data of replies are kept.
 */
export interface Seen {
  s: string;
  q: number;
  i: string;
  t: string;
  op: string | undefined;
  /** The id of the entity that the event is about, if there is one. */
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
  /** The position of the text in the reply, in UTF-16 units from the start of the attempt. */
  offset: number;
  text: string;
}

type What =
  /**
   * `target` is the id of the training entry that the command edits or deletes. `queued` tells whether the command was
   * put into the device's offline queue, whose order must be kept.
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
  /** `asked` tells whether the text came as an answer to `chat.resume`. */
  | { kind: 'delta'; device: string; connection: number; delta: Delta; asked: boolean }
  /**
   * `text` was put together from the chunks of the SDK's iterator. `told` is the whole text that the SDK gave at the
   * end.
   */
  | { kind: 'assembled'; device: string; replyId: string; text: string; told: string }
  | { kind: 'fault'; name: string; target: string; phase: 'begin' | 'end' };

/** Something that happened during the run. `at` is in milliseconds since the run began. */
export type Entry = { at: number } & What;
export type EntryOf<K extends Entry['kind']> = Extract<Entry, { kind: K }>;

/** The contents of the database at the end of the run, when no command or reply is running any more. */
export interface Truth {
  /** For each stream, its events in ascending order of seq. */
  log: Map<string, Seen[]>;
  /**
   * For each command's opId, the number of rows (training entries, messages, memories) that contain it as their mark.
   */
  marks: Map<string, number>;
  replies: ReplyTruth[];
  /**
   * For each message, the number of training entries that were logged because of it and still exist. The key is the id
   * of the message before any edit.
   */
  autoLogged: Map<string, number>;
  facts: { userId: string; stored: unknown; replayed: unknown }[];
}

export interface ReplyTruth {
  id: string;
  /** The id of the message that the reply answers. If the message was edited, the id of its first version. */
  messageId: string;
  state: string;

  /** The text that is stored for the reply. */
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
