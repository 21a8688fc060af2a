import { z } from 'zod';
import { exampleAt, exampleId, Id, Instant } from '../../contract/common.ts';
import { operation, signal } from '../../contract/define.ts';
import { Cursor, Envelope, Head, StreamName } from '../../contract/envelope.ts';
import { MAX_BATCH_EVENTS, MAX_STREAMS } from '../../contract/protocol.ts';

/** The `auth` of the Socket.IO handshake [C1]. */
export const Handshake = z.object({
  token: z.string().max(4_096),
  /** the protocol version that the client uses */
  protocol: z.int(),
  /** the oldest protocol version that the client supports; the value of `protocol` by default */
  minProtocol: z.int().optional(),
  cursors: z
    .record(StreamName, Cursor)
    .refine((cursors) => Object.keys(cursors).length <= MAX_STREAMS, {
      error: `must name at most ${MAX_STREAMS} streams`,
    })
    .optional(),
  device: z.object({ id: z.string().min(1).max(64), name: z.string().max(100).optional() }).optional(),
});
export type Handshake = z.output<typeof Handshake>;

export const streamOperations = {
  'stream.read': operation({
    summary: 'Events of a stream after a seq [C4].',
    access: 'user',
    limits: ['live'],
    input: z.strictObject({
      stream: StreamName,
      after: z.int().min(0),
      limit: z.int().min(1).max(MAX_BATCH_EVENTS).default(MAX_BATCH_EVENTS),
    }),
    output: z.object({ events: z.array(Envelope), head: z.int(), epoch: z.string() }),
    errors: ['not_found', 'gone'],
    example: {
      input: { stream: `user:${exampleId}`, after: 41 },
      output: {
        events: [{ s: `user:${exampleId}`, q: 42, i: exampleId, t: 'message.created', at: exampleAt, d: {} }],
        head: 42,
        epoch: 'k3v1',
      },
    },
  }),
  'stream.heads': operation({
    summary: 'How far each followed stream has come [C5].',
    access: 'user',
    limits: ['live'],
    input: z.strictObject({}),
    output: z.object({ streams: z.record(z.string(), Head) }),
    example: { input: {}, output: { streams: { [`user:${exampleId}`]: { epoch: 'k3v1', head: 42 } } } },
  }),
};

export const connectionEvents = {
  ready: signal(
    'The first thing on every connection [C2].',
    z.object({
      protocol: z.int(),
      nodeId: z.string(),
      serverTime: Instant,
      userId: Id,
      streams: z.record(z.string(), Head),
      replies: z.array(z.object({ replyId: Id, messageId: Id, courseId: Id, attempt: z.int() })),
    }),
  ),
  'stream.reset': signal(
    'This stream cannot be replayed: load the state through REST and go on from head [C2].',
    z.object({
      stream: z.string(),
      epoch: z.string(),
      head: z.int(),
      reason: z.enum(['epoch', 'ahead', 'retention', 'behind', 'enrolled']),
    }),
  ),
  closing: signal(
    'The server is about to close this socket [C8].',
    z.object({ code: z.string(), retryable: z.boolean(), retryAfterMs: z.int().optional() }),
  ),
  'server.draining': signal(
    'This node goes away: reconnect within that time [C9].',
    z.object({ reconnectWithinMs: z.int() }),
  ),
};
