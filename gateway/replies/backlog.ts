import type { Stores } from '../../domain/areas/stores.ts';
import { MAX_EVENT_BYTES } from '../../domain/contract/protocol.ts';
import type { ReplyEndName } from '../../domain/tutor/reply-events.ts';
import { fitToEvent } from '../../domain/tutor/rules/fit-to-event.ts';
import type { ReplyRow } from '../../domain/tutor/stores.ts';
import type { LastEvent } from './event-id.ts';

const PAGE = 50;

/**
 * How much of a reply a follower has received: the attempt to write the reply, and the length of its text in UTF-16
 * units.
 */
export interface Follow {
  attempt: number;
  length: number;
}

const NOTHING: Follow = { attempt: 1, length: 0 };

export interface Place {
  userId: string;
  courseId: string;
  sessionId?: string;
  after?: string;
  last?: LastEvent;
}

/**
 * Yield the replies with which a follower's feed begins. First comes the reply of the `last` event, then the replies to
 * its message and all later messages (or to the message `after` and all later ones), then all running replies.
 */
export async function* backlog(
  stores: Stores,
  { userId, courseId, sessionId, after, last }: Place,
): AsyncGenerator<{ reply: ReplyRow; follow: Follow }> {
  const found = last && (await stores.replies.find(last.replyId));
  const left = found?.userId === userId && found.courseId === courseId ? found : undefined;
  // This reply is read by its id. It may be in another branch of the conversation than the one that is shown now, and
  // the history contains only the branch that is shown.
  if (last && left && !last.isEnd) yield { reply: left, follow: { attempt: last.attempt, length: last.offset } };
  const seen = new Set([left?.id]);
  let from = left?.messageId ?? after;
  while (from) {
    const { rows, hasMore } = await stores.messages.history({ userId, courseId, sessionId, after: from, limit: PAGE });
    for (const { replyId } of rows) {
      if (!replyId || seen.has(replyId)) continue;
      seen.add(replyId);
      const reply = await stores.replies.find(replyId);
      if (reply) yield { reply, follow: NOTHING };
    }
    from = hasMore ? rows.at(-1)?.id : undefined;
  }
  for (const reply of await stores.replies.open(userId, courseId))
    if (!seen.has(reply.id)) yield { reply, follow: NOTHING };
}

/** The event that announces the end of a reply. */
export interface ToldEnd {
  type: ReplyEndName;
  data: { replyId: string; attempt: number; text: string };
}

/** Rebuild the end event of a reply from the database; undefined while the reply runs. */
export async function toldEndOf(stores: Stores, reply: ReplyRow): Promise<ToldEnd | undefined> {
  const { id: replyId, messageId, courseId, attempt, state, result } = reply;
  if (state === 'done' && result) return { type: 'reply.completed', data: fitToEvent(result, MAX_EVENT_BYTES) };
  if (state !== 'stopped' && state !== 'failed') return undefined;
  const message = await stores.messages.find(replyId);
  const about = { replyId, messageId, courseId, attempt, text: message?.content ?? '' };
  const failed = { ...about, code: reply.failure, retryable: true };
  if (state === 'failed') return { type: 'reply.failed', data: failed };
  const end = { ...about, autoLogged: message?.autoLogged ?? [] };
  return { type: 'reply.stopped', data: fitToEvent(end, MAX_EVENT_BYTES) };
}
