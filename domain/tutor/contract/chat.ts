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

/**
 * The largest `context` of a message, in bytes of JSON. Together with the longest message it still fits into an event
 * [S7].
 */
const MAX_CONTEXT_BYTES = 8 * 1_024;

/**
 * What the learner is doing while writing the message. Keys that are not listed here are stored with the message and
 * shown to the tutor.
 */
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
).refine((context) => new TextEncoder().encode(JSON.stringify(context)).length <= MAX_CONTEXT_BYTES, {
  error: 'must be at most 8 KiB of JSON',
});
export type ChatContext = z.output<typeof ChatContext>;

export const Message = z.object({
  id: Id,
  courseId: Id,
  sessionId: Id.optional(),
  /**
   * The message that this message follows in the conversation. Several messages that follow the same message are
   * branches of the conversation.
   */
  parentId: Id.optional(),
  /** The message that this message replaced. */
  editOf: Id.optional(),
  /**
   * The ids of all messages with the same role and the same `parentId`, including this message, oldest first. Absent if
   * there is only one.
   */
  siblings: z.array(Id).optional(),
  role: z.enum(['user', 'assistant', 'system']),
  content: z.string(),
  context: JsonObject.optional(),
  state: z.enum(['done', 'streaming', 'stopped', 'failed']),
  requestId: z.string().optional(),
  /** The reply that wrote this message, if it is an assistant message. */
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
  /** The logged entries, as many as fit into the event. `autoLoggedIds` holds the ids of all of them [S7]. */
  autoLogged: z.array(ProgressEntry),
  autoLoggedIds: z.array(Id).optional(),
  /** How many activities of the message were not logged, because at most 20 per message are. */
  notLogged: z.int().optional(),
  /** The updated memories, as many as fit into the event. `memoryUpdateIds` holds the ids of all of them [S7]. */
  memoryUpdates: z.array(Memory),
  memoryUpdateIds: z.array(Id).optional(),
  nextAction: NextAction.optional(),
  usage: Usage,
  model: z.string(),
  degraded: z.boolean(),
});
export type ReplyCompleted = z.output<typeof ReplyCompleted>;

/** The answer to a REST request that waited for the tutor's reply. */
export const ChatAnswer = z.object({
  requestId: z.string(),
  messageId: Id,
  replyId: Id,
  response: z.string(),
  suggestions: z.array(z.string()),
  autoLogged: z.array(ProgressEntry),
  /** How many activities of the message were not logged, because at most 20 per message are. */
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

/**
 * The largest input in bytes: the longest message, even if every character takes the most bytes, and the other fields.
 */
const MAX_MESSAGE_BYTES = 128 * 1_024;
/** The REST request waits for the tutor's reply and returns it. */
const waitsFor = { what: 'reply', output: ChatAnswer } as const;
/** The common fields of all operations that ask the tutor for a reply. */
const asksTutor = {
  access: 'user',
  limits: ['chat', 'llm'],
  writes: true,
  output: z.object({ messageId: Id, replyId: Id }),
} as const;

export const chatOperations = {
  'chat.send': operation({
    summary:
      'Send a message to the tutor. The socket acks at once and streams the reply. REST waits for the whole reply.',
    rest: {
      method: 'POST',
      path: '/courses/:courseId/chat/messages',
      status: 200,
      waitsFor,
    },
    ...asksTutor,
    maxBytes: MAX_MESSAGE_BYTES,
    input: z.strictObject({
      courseId: Id,
      message: requiredText(16_000),
      sessionId: Id.optional(),
      context: ChatContext.optional(),
      parentId: Id.optional(),
      whileBusy: z.enum(['enqueue', 'reject', 'interrupt']).default('enqueue'),
    }),
    errors: ['not_found', 'busy', 'forbidden'],
    example: { input: { courseId: exampleId, message: 'did bench press 3x8 at 135 lbs' }, output: exampleAnswer },
  }),
  'chat.edit': operation({
    summary:
      'Replace a message by a new one. The new message begins a branch and gets a reply; the old message stays readable. Entries that were logged from the old message are changed to match the new one.',
    rest: {
      method: 'PATCH',
      path: '/chat/messages/:messageId',
      waitsFor,
    },
    ...asksTutor,
    maxBytes: MAX_MESSAGE_BYTES,
    input: z.strictObject({ messageId: Id, message: requiredText(16_000), context: ChatContext.optional() }),
    errors: ['not_found', 'conflict', 'forbidden'],
    example: { input: { messageId: exampleId, message: 'did bench press 3x8 at 130 lbs' }, output: exampleAnswer },
  }),
  'chat.regenerate': operation({
    summary: 'Ask for another reply to the same message, in a new branch. Nothing is logged twice.',
    rest: {
      method: 'POST',
      path: '/chat/replies/:replyId/regenerate',
      status: 200,
      waitsFor,
    },
    ...asksTutor,
    input: z.strictObject({ replyId: Id }),
    errors: ['not_found', 'forbidden'],
    example: { input: { replyId: exampleId }, output: exampleAnswer },
  }),
  'chat.stream': operation({
    summary: 'The reply events of a course as Server-Sent Events. Last-Event-ID resumes the stream.',
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
    summary: 'The part of a reply’s text after `offset` (in UTF-16 units), for a device that missed it [T3].',
    access: 'user',
    limits: ['live'],
    input: z.strictObject({ replyId: Id, attempt: z.int().min(1), offset: z.int().min(0) }),
    output: z.object({
      replyId: Id,
      attempt: z.int(),
      offset: z.int(),
      text: z.string(),
      state: z.enum(['queued', 'streaming', 'done', 'stopped', 'failed']),
      /** The position of a queued reply in this node's queue, from 1. Absent if this node does not know it [T9]. */
      position: z.int().min(1).optional(),
    }),
    errors: ['not_found', 'unavailable'],
    example: {
      input: { replyId: exampleId, attempt: 1, offset: 12 },
      output: { replyId: exampleId, attempt: 1, offset: 12, text: ' the rest', state: 'done' },
    },
  }),
  'chat.stop': operation({
    summary: 'Stop a reply. The text written so far stays. Stopping a finished reply changes nothing [T5].',
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
      'The conversation of a course, oldest message first. Without a cursor it is the newest page. A page may have fewer messages than `limit`, so rely on `hasMore`. `branch` selects the branch through that message instead of the newest branch.',
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
    summary: 'Show on your other devices that you are typing. The state expires after 6 s [P2].',
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
  'message.edited': event('user', 'An older message was replaced by this message, which begins a new branch.', Message),
  'reply.started': event(
    'user',
    'The tutor begins to reply.',
    z.object({ replyId: Id, messageId: Id, courseId: Id, attempt: z.int() }),
  ),
  'reply.completed': event('user', 'The whole reply. Its text replaces the text of the deltas [T4].', ReplyCompleted),
  'reply.stopped': event(
    'user',
    'The reply was stopped. The text written so far stays.',
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
  'reply.queued': signal(
    'A reply waits for its turn: `position` counts the replies that start before it, itself included [T9].',
    z.object({ replyId: Id, messageId: Id, courseId: Id, position: z.int().min(1) }),
  ),
  'reply.delta': signal(
    'A piece of the text of a running reply. `offset` counts UTF-16 units from the start of the attempt [T3].',
    z.object({ replyId: Id, attempt: z.int(), offset: z.int(), text: z.string() }),
  ),
  typing: signal(
    'A user is typing or has stopped. Without a further event within 6 s take it that the user has stopped, because the node that would report this may have died [P2].',
    z.object({ courseId: Id, userId: Id, deviceId: z.string(), typing: z.boolean() }),
  ),
};
