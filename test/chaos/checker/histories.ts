import type { Entry, History, ReplyTruth, Seen, Truth } from '../history.ts';

/** This file makes histories by hand, for the tests of the checker. */
export const DEVICE = 'device0';
export const STREAM = 'user:ada';

type Made<E> = E extends Entry ? Omit<E, 'at'> & { at?: number } : never;

/** Make the entries of a history. An entry without a time comes 100 ms after the one before it. */
export const entriesOf = (...made: Made<Entry>[]): Entry[] =>
  made.map((entry, index) => ({ at: index * 100, ...entry }) as Entry);

export const event = (q: number, more: Partial<Seen> = {}): Seen => ({
  s: STREAM,
  q,
  i: `id${q}`,
  t: 'memory.saved',
  op: undefined,
  about: undefined,
  digest: `digest${q}`,
  reply: undefined,
  ...more,
});

export const log = (...events: Seen[]): Map<string, Seen[]> => new Map([[STREAM, events]]);

export const truth = (more: Partial<Truth> = {}): Truth => ({
  log: new Map(),
  marks: new Map(),
  replies: [],
  autoLogged: new Map(),
  facts: [],
  ...more,
});

export const reply = (more: Partial<ReplyTruth> = {}): ReplyTruth => ({
  id: 'reply1',
  messageId: 'message1',
  state: 'done',
  content: 'hello you',
  ...more,
});

export const started = (q: number, attempt = 1): Seen =>
  event(q, { t: 'reply.started', reply: { replyId: 'reply1', attempt } });
export const completed = (q: number, attempt = 1, text = 'hello you'): Seen =>
  event(q, { t: 'reply.completed', reply: { replyId: 'reply1', attempt, text } });

export const connected = (head: number, cursor?: number, connection = 1): Made<Entry> => ({
  kind: 'connected',
  device: DEVICE,
  connection,
  node: 'a',
  heads: { [STREAM]: { epoch: 'e', head } },
  cursors: cursor === undefined ? {} : { [STREAM]: { epoch: 'e', seq: cursor } },
});
export const got = (seen: Seen, connection = 1): Made<Entry> => ({
  kind: 'event',
  device: DEVICE,
  connection,
  event: seen,
});
export const delta = (attempt: number, offset: number, text: string, asked = false): Made<Entry> => ({
  kind: 'delta',
  device: DEVICE,
  connection: 1,
  delta: { replyId: 'reply1', attempt, offset, text },
  asked,
});
export const sent = (opId: string, operation: string, target?: string, queued = false): Made<Entry> => ({
  kind: 'sent',
  device: DEVICE,
  opId,
  operation,
  target,
  queued,
});
export const acked = (opId: string, data: unknown = {}): Made<Entry> => ({ kind: 'acked', device: DEVICE, opId, data });
export const refused = (opId: string): Made<Entry> => ({ kind: 'refused', device: DEVICE, opId, code: 'conflict' });

export const history = (entries: Entry[], more: Partial<Truth> = {}): History => ({
  devices: [{ id: DEVICE, kind: 'raw', userId: 'ada' }],
  entries,
  truth: truth(more),
});
