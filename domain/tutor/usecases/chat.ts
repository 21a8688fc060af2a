import { enrolledCourse, requireModule } from '../../access.ts';
import type { Actor } from '../../actor.ts';
import type { Deps } from '../../areas/deps.ts';
import type { Stores } from '../../areas/stores.ts';
import type { UseCases } from '../../call.ts';
import { DomainError } from '../../errors.ts';
import { newIdAfter } from '../../ids.ts';
import { rowsThatFit } from '../../page.ts';
import type { Tx } from '../../ports.ts';
import type { ChatContext, chatOperations } from '../contract/chat.ts';
import type { ReplyRow } from '../stores.ts';
import { commitTurn, replyTo, tailOf, userMessage } from './chat-turn.ts';
import type { Tail } from './chat-turn.ts';

export const chatUseCases = {
  async 'chat.send'(deps, call, input) {
    const { userId } = call.actor;
    const sent = await commitTurn(deps, call, async (tx, insert) => {
      const tail = await tailOf(tx, input.courseId, call.actor);
      if (input.sessionId) await ownSession(tx, call.actor, input.sessionId);
      await requireKnownModule(tx, input.context, input.courseId);
      if (input.parentId) {
        const parent = await ownMessage(tx, call.actor, input.parentId, 'parentId');
        if (parent.courseId !== input.courseId) throw noMessage('parentId');
      }
      if (tail.open.length > 0 && input.whileBusy === 'reject')
        throw new DomainError('busy', undefined, { replyId: tail.open[0]?.id });
      if (input.whileBusy === 'interrupt') await tx.replies.requestStop(tail.open.map(({ id }) => id));
      const parentId = input.parentId ?? tail.leaf;
      if (parentId !== tail.leaf) await tx.messages.show(userId, input.courseId, parentId);
      const id = newIdAfter(tail.leaf);
      const reply = replyTo({ ...input, id }, tail, call);
      const data = userMessage({ ...input, id, parentId }, reply);
      await insert({ reply, tail, message: { type: 'message.created', data } });
      return { messageId: id, replyId: reply.id };
    });
    if (input.whileBusy === 'interrupt') await stopAsked(deps, userId, input.courseId);
    return sent;
  },

  async 'chat.edit'(deps, call, { messageId: editOf, ...input }) {
    const { userId } = call.actor;
    const before = await ownMessage(deps.read(), call.actor, editOf, 'messageId');
    if (before.role !== 'user') throw new DomainError('conflict', 'Only what you said yourself can be edited');
    const { courseId, sessionId, parentId } = before;
    const context = input.context ?? before.context;
    const sent = await commitTurn(deps, call, async (tx, insert) => {
      const tail = await tailOf(tx, courseId, call.actor);
      await requireKnownModule(tx, input.context, courseId);
      await leaveBranch(tx, userId, courseId, tail, parentId);
      const id = newIdAfter(tail.leaf);
      const reply = replyTo({ id, courseId, sessionId, context }, tail, call);
      const data = { ...userMessage({ id, message: input.message, sessionId, context, parentId }, reply), editOf };
      await insert({ reply, tail, message: { type: 'message.edited', data } });
      return { messageId: id, replyId: reply.id };
    });
    await stopAsked(deps, userId, courseId);
    return sent;
  },

  async 'chat.regenerate'(deps, call, { replyId }) {
    const { userId } = call.actor;
    const before = await ownReply(deps.read(), call.actor, replyId);
    const { messageId, courseId, sessionId, context } = before;
    const sent = await commitTurn(deps, call, async (tx, insert) => {
      const tail = await tailOf(tx, courseId, call.actor);
      await leaveBranch(tx, userId, courseId, tail, messageId);
      const reply = replyTo({ id: messageId, courseId, sessionId, context }, tail, call);
      await insert({ reply, tail });
      return { messageId, replyId: reply.id };
    });
    await stopAsked(deps, userId, courseId);
    return sent;
  },

  async 'chat.stream'(deps, call, place) {
    await enrolledCourse(deps.read(), place.courseId, call.actor);
    return place;
  },

  async 'chat.resume'(deps, call, { replyId, attempt, offset }) {
    const reply = await ownReply(deps.read(), call.actor, replyId);
    if (reply.state === 'queued') {
      const position = deps.replies.position(replyId);
      return { replyId, attempt: reply.attempt, offset: 0, text: '', state: 'queued', position };
    }
    const rest = await deps.replies.resume(replyId, attempt, offset);
    if (!rest)
      throw new DomainError(
        'unavailable',
        'The text so far is not available; reply.completed will contain the whole text',
      );
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

  async 'chat.history'(deps, call, { courseId, sessionId, branch, before, after, limit }) {
    await enrolledCourse(deps.read(), courseId, call.actor);
    if (branch) await ownMessage(deps.read(), call.actor, branch, 'branch');
    const found = await deps
      .read()
      .messages.history({ userId: call.actor.userId, courseId, sessionId, branch, before, after, limit });
    // If the rows are too large for one answer, drop those that the next page can return: the newer rows if the history
    // is read forward, otherwise the older rows.
    const rows = after === undefined ? rowsThatFit(found.rows.toReversed()).toReversed() : rowsThatFit(found.rows);
    const hasMore = found.hasMore || rows.length < found.rows.length;
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

/** Refuse a module of another course, because the tutor would see its content. */
async function requireKnownModule(tx: Tx, context: ChatContext | undefined, courseId: string): Promise<void> {
  if (context?.moduleId) await requireModule(tx, context.moduleId, courseId, 'context.moduleId');
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

async function ownMessage(stores: Stores, actor: Actor, id: string, path: string) {
  const message = await stores.messages.find(id);
  if (message?.userId !== actor.userId) throw noMessage(path);
  return message;
}

const noMessage = (path: string) => new DomainError('not_found', 'There is no such message', { path });

/**
 * Show the branch that ends at `leaf`. Unfinished replies of the conversation are stopped, and their text stays
 * readable on their branch.
 */
async function leaveBranch(tx: Tx, userId: string, courseId: string, tail: Tail, leaf: string | undefined) {
  await tx.replies.requestStop(tail.open.map(({ id }) => id));
  await tx.messages.show(userId, courseId, leaf);
}

/**
 * Tell the nodes that write the replies to stop at once. Without this call each node would read the stop from the
 * database within a second.
 */
async function stopAsked(deps: Pick<Deps, 'read' | 'replies'>, userId: string, courseId: string): Promise<void> {
  for (const { id, stopRequested } of await deps.read().replies.open(userId, courseId))
    if (stopRequested) deps.replies.stop(id);
}
