import { z } from 'zod';
import {
  CursorQuery,
  exampleAt,
  exampleId,
  history,
  Id,
  Instant,
  Json,
  JsonObject,
  requiredText,
  storable,
  text,
} from '../../contract/common.ts';
import { event, operation, signal } from '../../contract/define.ts';
import { ProgressEntry } from '../../training/contract/progress.ts';
import { QuantityInput } from '../../training/contract/quantity.ts';
import { Memory } from './memory.ts';

/** What the learner is doing while writing. Other keys are kept with the message and shown to the tutor. */
export const ChatContext = storable(
  z
    .object({
      currentExercise: text(100).optional(),
      weight: QuantityInput.optional(),
      repsCompleted: z.int().min(0).max(10_000).optional(),
      setsCompleted: z.int().min(0).max(100).optional(),
      moduleId: Id.optional(),
    })
    .catchall(Json),
).refine((context) => JSON.stringify(context).length <= 8_192, { error: 'must be at most 8 KiB of JSON' });
export type ChatContext = z.output<typeof ChatContext>;

export const Message = z.object({
  id: Id,
  courseId: Id,
  sessionId: Id.optional(),
  /** The message it follows; several that follow one message are branches. */
  parentId: Id.optional(),
  /** The version it replaced. */
  editOf: Id.optional(),
  /** Every message of this role that follows the same one, itself included, oldest first; absent if it is alone. */
  siblings: z.array(Id).optional(),
  role: z.enum(['user', 'assistant', 'system']),
  content: z.string(),
  context: JsonObject.optional(),
  state: z.enum(['done', 'streaming', 'stopped', 'failed']),
  requestId: z.string().optional(),
  /** For an assistant message: the reply that wrote it. */
  replyId: Id.optional(),
  attempt: z.int().optional(),
  suggestions: z.array(z.string()).optional(),
  autoLogged: z.array(ProgressEntry).optional(),
  model: z.string().optional(),
  degraded: z.boolean().optional(),
  createdAt: Instant,
});
export type Message = z.output<typeof Message>;

/** The longest suggestion, in UTF-16 units. */
export const MAX_SUGGESTION = 80;
export const NextAction = z.object({ type: text(60), prompt: text(1_000) });
/** The longest name of a model that is stored, in UTF-16 units. */
export const MAX_MODEL_NAME = 255;
const Usage = z.object({ inputTokens: z.int(), outputTokens: z.int() });

export const ReplyCompleted = z.object({
  replyId: Id,
  messageId: Id,
  courseId: Id,
  attempt: z.int(),
  text: z.string(),
  suggestions: z.array(z.string()),
  /** As many entries as fit into the event; `autoLoggedIds` names them all [S7]. */
  autoLogged: z.array(ProgressEntry),
  autoLoggedIds: z.array(Id).optional(),
  /** How many things the message told of beyond those: one message logs at most 20. */
  notLogged: z.int().optional(),
  /** As many memories as fit into the event; `memoryUpdateIds` names them all [S7]. */
  memoryUpdates: z.array(Memory),
  memoryUpdateIds: z.array(Id).optional(),
  nextAction: NextAction.optional(),
  usage: Usage,
  model: z.string(),
  degraded: z.boolean(),
});
export type ReplyCompleted = z.output<typeof ReplyCompleted>;

/** The answer to a REST request that waited for its reply. */
export const ChatAnswer = z.object({
  requestId: z.string(),
  messageId: Id,
  replyId: Id,
  response: z.string(),
  suggestions: z.array(z.string()),
  autoLogged: z.array(ProgressEntry),
  /** How many things the message told of beyond those: one message logs at most 20. */
  notLogged: z.int().optional(),
  memoryUpdates: z.array(Memory),
  nextAction: NextAction.optional(),
  retryable: z.boolean(),
});
export type ChatAnswer = z.output<typeof ChatAnswer>;

const exampleMessage = {
  id: exampleId,
  courseId: exampleId,
  role: 'user' as const,
  content: 'What is next?',
  state: 'done' as const,
  createdAt: exampleAt,
};
const exampleAnswer = { messageId: exampleId, replyId: exampleId };

export const chatOperations = {
  'chat.send': operation({
    summary: 'Say something to the tutor. The socket acks at once and then streams; REST waits for the reply.',
    rest: {
      method: 'POST',
      path: '/courses/:courseId/chat/messages',
      status: 200,
      waitsFor: { what: 'reply', output: ChatAnswer },
    },
    access: 'user',
    limits: ['chat', 'llm'],
    writes: true,
    maxBytes: 128 * 1_024,
    input: z.strictObject({
      courseId: Id,
      message: requiredText(16_000),
      sessionId: Id.optional(),
      context: ChatContext.optional(),
      parentId: Id.optional(),
      whileBusy: z.enum(['enqueue', 'reject', 'interrupt']).default('enqueue'),
    }),
    output: z.object({ messageId: Id, replyId: Id }),
    errors: ['not_found', 'busy', 'forbidden'],
    example: { input: { courseId: exampleId, message: 'did bench press 3x8 at 135 lbs' }, output: exampleAnswer },
  }),
  'chat.edit': operation({
    summary:
      'Say it differently: a new branch begins beside the message and is answered; what was said stays readable. Entries that rested on the old words follow the new ones.',
    rest: {
      method: 'PATCH',
      path: '/chat/messages/:messageId',
      waitsFor: { what: 'reply', output: ChatAnswer },
    },
    access: 'user',
    limits: ['chat', 'llm'],
    writes: true,
    maxBytes: 128 * 1_024,
    input: z.strictObject({ messageId: Id, message: requiredText(16_000), context: ChatContext.optional() }),
    output: z.object({ messageId: Id, replyId: Id }),
    errors: ['not_found', 'conflict', 'forbidden'],
    example: { input: { messageId: exampleId, message: 'did bench press 3x8 at 130 lbs' }, output: exampleAnswer },
  }),
  'chat.regenerate': operation({
    summary: 'Answer the same message again, in a branch of its own; nothing is logged twice.',
    rest: {
      method: 'POST',
      path: '/chat/replies/:replyId/regenerate',
      status: 200,
      waitsFor: { what: 'reply', output: ChatAnswer },
    },
    access: 'user',
    limits: ['chat', 'llm'],
    writes: true,
    input: z.strictObject({ replyId: Id }),
    output: z.object({ messageId: Id, replyId: Id }),
    errors: ['not_found', 'forbidden'],
    example: { input: { replyId: exampleId }, output: exampleAnswer },
  }),
  'chat.stream': operation({
    summary: 'The reply events of a course as Server-Sent Events, resumable with Last-Event-ID.',
    rest: { method: 'GET', path: '/courses/:courseId/chat/stream', status: 200, streams: true },
    socket: false,
    access: 'user',
    limits: ['api'],
    input: z.strictObject({ courseId: Id, after: Id.optional(), sessionId: Id.optional() }),
    output: z.unknown(),
    errors: ['not_found', 'forbidden'],
    example: { input: { courseId: exampleId }, output: null },
  }),
  'chat.resume': operation({
    summary: 'What of a reply’s text this device has not seen [T3]. `offset` counts UTF-16 units.',
    access: 'user',
    limits: ['live'],
    input: z.strictObject({ replyId: Id, attempt: z.int().min(1), offset: z.int().min(0) }),
    output: z.object({
      replyId: Id,
      attempt: z.int(),
      offset: z.int(),
      text: z.string(),
      state: z.enum(['queued', 'streaming', 'done', 'stopped', 'failed']),
    }),
    errors: ['not_found', 'unavailable'],
    example: {
      input: { replyId: exampleId, attempt: 1, offset: 12 },
      output: { replyId: exampleId, attempt: 1, offset: 12, text: ' the rest', state: 'done' },
    },
  }),
  'chat.stop': operation({
    summary: 'Stop a reply; what was written stays. Stopping a finished one changes nothing [T5].',
    rest: { method: 'POST', path: '/chat/replies/:replyId/stop' },
    access: 'user',
    limits: ['live'],
    writes: true,
    input: z.strictObject({ replyId: Id }),
    output: z.object({ replyId: Id, state: z.enum(['stopping', 'stopped', 'done', 'failed']) }),
    errors: ['not_found'],
    example: { input: { replyId: exampleId }, output: { replyId: exampleId, state: 'stopping' } },
  }),
  'chat.history': operation({
    summary:
      'The conversation of a course, oldest first; without a cursor its newest page. A page may hold fewer than `limit`: `hasMore` tells. `branch`: the one through that message instead of the newest.',
    rest: { method: 'GET', path: '/courses/:courseId/chat/messages' },
    access: 'user',
    limits: ['api'],
    input: CursorQuery.extend({ courseId: Id, sessionId: Id.optional(), branch: Id.optional() }),
    output: history(Message),
    errors: ['not_found', 'forbidden'],
    example: {
      input: { courseId: exampleId },
      output: { data: [exampleMessage], meta: { cursor: { before: exampleId, after: exampleId, hasMore: false } } },
    },
  }),
  'chat.typing': operation({
    summary: 'Tell your other devices that you are typing; it expires after 6 s [P2].',
    access: 'user',
    limits: ['live'],
    input: z.strictObject({ courseId: Id, typing: z.boolean() }),
    output: z.object({}),
    errors: ['not_found', 'forbidden'],
    example: { input: { courseId: exampleId, typing: true }, output: {} },
  }),
};

export const chatEvents = {
  'message.created': event('user', 'A message was written.', Message),
  'message.edited': event('user', 'A message was replaced by this one, which begins a branch of its own.', Message),
  'reply.started': event(
    'user',
    'The tutor begins to answer.',
    z.object({ replyId: Id, messageId: Id, courseId: Id, attempt: z.int() }),
  ),
  'reply.completed': event('user', 'The whole reply; its text is the truth [T4].', ReplyCompleted),
  'reply.stopped': event(
    'user',
    'The reply was stopped; the partial text stays.',
    z.object({
      replyId: Id,
      messageId: Id,
      courseId: Id,
      attempt: z.int(),
      text: z.string(),
      autoLogged: z.array(ProgressEntry),
      autoLoggedIds: z.array(Id).optional(),
    }),
  ),
  'reply.failed': event(
    'user',
    'The reply failed.',
    z.object({
      replyId: Id,
      messageId: Id,
      courseId: Id,
      attempt: z.int(),
      text: z.string(),
      code: z.string(),
      retryable: z.boolean(),
    }),
  ),
  'reply.delta': signal(
    'Text of a running reply; `offset` counts UTF-16 units from the start of the attempt [T3].',
    z.object({ replyId: Id, attempt: z.int(), offset: z.int(), text: z.string() }),
  ),
  typing: signal(
    'Someone is typing, or has ended. Without another within 6 s it has ended too: the node that would say so may be gone [P2].',
    z.object({ courseId: Id, userId: Id, deviceId: z.string(), typing: z.boolean() }),
  ),
};
