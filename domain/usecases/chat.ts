import type { UseCases } from '../call.ts';
import { userStream } from '../call.ts';
import type { chatOperations, Message } from '../contract/chat.ts';
import { DomainError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Actor } from '../ports.ts';
import type { ReplyRow, Stores } from '../stores.ts';
import { enrolledCourse } from './access.ts';

export const chatUseCases = {
  async 'chat.send'(deps, call, input) {
    const { userId } = call.actor;
    const messageId = newId();
    const reply: ReplyRow = {
      id: newId(),
      messageId,
      userId,
      courseId: input.courseId,
      sessionId: input.sessionId,
      context: input.context,
      requestId: call.requestId,
      state: 'queued',
      attempt: 0,
      fence: 0,
      stopRequested: false,
      createdAt: call.now.toISOString(),
    };
    const sent = await call.commit(async (tx) => {
      await enrolledCourse(tx, input.courseId, call.actor);
      if (input.sessionId) await ownSession(tx, call.actor, input.sessionId);
      if (input.parentId) await ownMessage(tx, call.actor, input.parentId, input.courseId);
      const running = await tx.replies.open(userId, input.courseId);
      if (running.length > 0 && input.whileBusy === 'reject')
        throw new DomainError('busy', undefined, { replyId: running[0]?.id });
      if (input.whileBusy === 'interrupt') await tx.replies.requestStop(running.map(({ id }) => id));
      const message: Message = {
        id: messageId,
        courseId: input.courseId,
        sessionId: input.sessionId,
        parentId: input.parentId,
        role: 'user',
        content: input.message,
        context: input.context,
        state: 'done',
        requestId: call.requestId,
        createdAt: reply.createdAt,
      };
      await tx.messages.insert({ ...message, userId });
      await tx.messages.insert({ ...pending(reply), userId });
      await tx.replies.insert(reply);
      tx.append(userStream(userId), 'message.created', message);
      return { messageId, replyId: reply.id };
    });
    if (input.whileBusy === 'interrupt') {
      for (const other of await deps.read().replies.open(userId, input.courseId))
        if (other.stopRequested) deps.replies.stop(other.id);
    }
    deps.replies.wake([sent.replyId]);
    return sent;
  },

  async 'chat.stream'(deps, call, { courseId }) {
    await enrolledCourse(deps.read(), courseId, call.actor);
    return null;
  },

  async 'chat.resume'(deps, call, { replyId, attempt, offset }) {
    const reply = await ownReply(deps.read(), call.actor, replyId);
    if (reply.state === 'queued') return { replyId, attempt: reply.attempt, offset: 0, text: '', state: 'queued' };
    const rest = await deps.replies.resume(replyId, attempt, offset);
    if (!rest)
      throw new DomainError('unavailable', 'The text so far is not at hand; reply.completed will bring it whole');
    return { replyId, ...rest };
  },

  async 'chat.stop'(deps, call, { replyId }) {
    const stopped = await call.commit(async (tx) => {
      const reply = await ownReply(tx, call.actor, replyId);
      if (reply.state !== 'queued' && reply.state !== 'running') return { replyId, state: reply.state };
      await tx.replies.requestStop([replyId]);
      return { replyId, state: 'stopping' as const };
    });
    if (stopped.state === 'stopping') deps.replies.stop(replyId);
    return stopped;
  },

  async 'chat.history'(deps, call, { courseId, sessionId, before, after, limit }) {
    await enrolledCourse(deps.read(), courseId, call.actor);
    const { rows, hasMore } = await deps
      .read()
      .messages.history({ userId: call.actor.userId, courseId, sessionId, before, after, limit });
    return { data: rows, meta: { cursor: { before: rows[0]?.id ?? null, after: rows.at(-1)?.id ?? null, hasMore } } };
  },

  async 'chat.typing'(deps, call, { courseId, typing }) {
    await enrolledCourse(deps.read(), courseId, call.actor);
    const { userId } = call.actor;
    deps.signals.toUser(
      userId,
      'typing',
      { courseId, userId, deviceId: call.connection?.deviceId ?? '', typing },
      call.connection?.socketId,
    );
    return {};
  },
} satisfies UseCases<typeof chatOperations>;

/** The assistant's message while its reply is written; it has the reply's id. */
function pending({ id, messageId, courseId, sessionId, requestId, createdAt }: ReplyRow): Message {
  return {
    id,
    replyId: id,
    courseId,
    sessionId,
    parentId: messageId,
    role: 'assistant',
    content: '',
    state: 'streaming',
    requestId,
    createdAt,
  };
}

async function ownReply(stores: Stores, actor: Actor, id: string): Promise<ReplyRow> {
  const reply = await stores.replies.find(id);
  if (reply?.userId !== actor.userId) throw new DomainError('not_found');
  return reply;
}

async function ownSession(stores: Stores, actor: Actor, id: string): Promise<void> {
  if ((await stores.sessions.find(id))?.userId !== actor.userId)
    throw new DomainError('not_found', 'There is no such session', { path: 'sessionId' });
}

async function ownMessage(stores: Stores, actor: Actor, id: string, courseId: string): Promise<void> {
  const message = await stores.messages.find(id);
  if (message?.userId !== actor.userId || message.courseId !== courseId)
    throw new DomainError('not_found', 'There is no such message', { path: 'parentId' });
}
