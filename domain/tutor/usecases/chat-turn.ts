import { enrolledCourse } from '../../access.ts';
import type { Actor } from '../../actor.ts';
import type { Deps } from '../../areas/deps.ts';
import type { Stores } from '../../areas/stores.ts';
import { userStream } from '../../call.ts';
import type { Call } from '../../call.ts';
import type { Output } from '../../contract/index.ts';
import { newIdAfter } from '../../ids.ts';
import type { Tx } from '../../ports.ts';
import type { Message } from '../contract/chat.ts';
import { MAX_RUNNING_OF_USER } from '../lease.ts';
import type { Conversation, ReplyRow } from '../stores.ts';
import { aboutReply } from './reply/commits.ts';

/** The end of a conversation, after which the next message is added. */
export type Tail = Pick<Conversation, 'open' | 'leaf' | 'running'>;

/**
 * Read the end of a conversation. The transaction has locked the user's stream, so the next message surely sorts after
 * this end by id and by time. Without the lock this is not sure, because commands may be run in another order than they
 * arrived, and the clocks of nodes differ.
 * @throws not_found, forbidden if the caller does not learn in the course
 */
export async function tailOf(tx: Stores, courseId: string, actor: Actor): Promise<Tail> {
  const conversation = await tx.messages.conversation(actor.userId, courseId);
  const courses = {
    find: async () => conversation,
    enrolments: async () => (conversation?.isEnrolled ? [courseId] : []),
  };
  return enrolledCourse({ courses }, courseId, actor);
}

type Answered = Pick<ReplyRow, 'courseId' | 'sessionId' | 'context'> & { id: string };

/** Make the row of the reply to a message. It sorts after every other message and reply of the conversation [T6]. */
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

interface Turn {
  reply: ReplyRow;
  tail: Tail;
  message?: { type: 'message.created' | 'message.edited'; data: Message };
}

/**
 * Commit a message and the row of its reply. If all earlier replies of the conversation have ended and this node has
 * room, the reply is stored as running and starts at once. Otherwise it is stored as queued.
 */
export async function commitTurn<N extends 'chat.send' | 'chat.edit' | 'chat.regenerate'>(
  { replies }: Pick<Deps, 'replies'>,
  call: Call<N> & { actor: Actor },
  work: (tx: Tx, insert: (turn: Turn) => Promise<void>) => Promise<Output<N>>,
): Promise<Output<N>> {
  const place = replies.reserve(call.actor.userId);
  let made: ReplyRow | undefined;
  let isNext = false;
  try {
    const answer = await call.commit((tx) =>
      work(tx, async ({ reply, tail, message }) => {
        isNext = tail.open.length === 0;
        made = place && isNext && tail.running < MAX_RUNNING_OF_USER ? begun(reply, place.owner) : reply;
        await insertTurn(tx, made, message?.data);
        const stream = userStream(reply.userId);
        if (message) tx.append(stream, message.type, message.data);
        if (made.state === 'running') tx.append(stream, 'reply.started', aboutReply(made));
      }),
    );
    // `made` may come from a transaction that was rolled back. If a repeat of this command was committed meanwhile, the
    // answer names the reply of the repeat.
    if (made?.id !== answer.replyId) return answer;
    if (place && made.state === 'running') place.start(made);
    // A reply that waits for another reply of its conversation is started when that one ends [T6].
    else if (isNext) replies.wake(made);
    return answer;
  } finally {
    place?.release();
  }
}

const begun = (reply: ReplyRow, owner: string): ReplyRow => ({
  ...reply,
  state: 'running',
  owner,
  fence: 1,
  attempt: 1,
});

async function insertTurn(tx: Tx, reply: ReplyRow, message?: Message): Promise<void> {
  const messages = [...(message ? [message] : []), pending(reply)];
  await tx.messages.insert(...messages.map((one) => ({ ...one, userId: reply.userId })));
  await tx.replies.insert(reply);
}

/** Return the assistant's message while its reply is being written. The message has the id of the reply. */
function pending({ id, messageId, courseId, sessionId, requestId, createdAt, attempt }: ReplyRow): Message {
  return {
    id,
    replyId: id,
    courseId,
    sessionId,
    parentId: messageId,
    role: 'assistant',
    content: '',
    state: 'streaming',
    ...(attempt > 0 && { attempt }),
    requestId,
    createdAt,
  };
}
