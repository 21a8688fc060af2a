import type { Actor } from '../../actor.ts';
import type { Stores } from '../../areas/stores.ts';
import type { Call } from '../../call.ts';
import { newIdAfter } from '../../ids.ts';
import type { Tx } from '../../ports.ts';
import type { Message } from '../contract/chat.ts';
import type { ReplyRow } from '../stores.ts';

/** The end of a conversation, behind which its next message goes. */
export interface Tail {
  /** Its replies that have not ended, in the order they run. */
  open: ReplyRow[];
  /** The newest message of the branch that is shown. */
  leaf?: string;
}

/**
 * Read the tail with the stream's head locked, so that the next message sorts behind it by id and by time. Commands can
 * get the lock in another order than they came, and the clocks of nodes differ.
 */
export async function tailOf(tx: Stores, userId: string, courseId: string): Promise<Tail> {
  return { open: await tx.replies.open(userId, courseId), leaf: await tx.messages.leaf(userId, courseId) };
}

type Answered = Pick<ReplyRow, 'courseId' | 'sessionId' | 'context'> & { id: string };

/** Make the reply to a message. It sorts behind every other message and reply of the conversation [T6]. */
export function replyTo(
  { id: messageId, courseId, sessionId, context }: Answered,
  { open, leaf = '' }: Tail,
  call: Pick<Call, 'now' | 'requestId'> & { actor: Actor },
): ReplyRow {
  const newest = open.at(-1);
  const createdAt = Math.max(call.now.getTime(), newest ? Date.parse(newest.createdAt) + 1 : 0);
  return {
    id: newIdAfter(messageId > leaf ? messageId : leaf),
    messageId,
    userId: call.actor.userId,
    courseId,
    sessionId,
    context,
    requestId: call.requestId,
    state: 'queued',
    attempt: 0,
    fence: 0,
    stopRequested: false,
    createdAt: new Date(createdAt).toISOString(),
  };
}

export function userMessage(
  {
    id,
    message,
    sessionId,
    context,
    parentId,
  }: Pick<Message, 'id' | 'sessionId' | 'context' | 'parentId'> & { message: string },
  { courseId, requestId, createdAt }: ReplyRow,
): Message {
  return {
    id,
    courseId,
    sessionId,
    parentId,
    role: 'user',
    content: message,
    context,
    state: 'done',
    requestId,
    createdAt,
  };
}

export async function insertTurn(tx: Tx, reply: ReplyRow, message?: Message): Promise<void> {
  const { userId } = reply;
  if (message) await tx.messages.insert({ ...message, userId });
  await tx.messages.insert({ ...pending(reply), userId });
  await tx.replies.insert(reply);
}

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
