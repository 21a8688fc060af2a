import { userStream } from '../../../call.ts';
import { MAX_EVENT_BYTES } from '../../../contract/protocol.ts';
import { DomainError } from '../../../errors.ts';
import type { Transactions, Tx } from '../../../ports.ts';
import { entryForEvent } from '../../../training/usecases/entry-view.ts';
import { fitToEvent, withinBytes } from '../../rules/fit-to-event.ts';
import { cutToBytes, MAX_TEXT_BYTES } from '../../rules/reply-text.ts';
import type { ReplyRow } from '../../stores.ts';
import { alreadyLogged } from './acts/auto-log.ts';
import { isTakenBack } from './acts/follow-corrections.ts';
import type { ReplyOutcome } from './types.ts';

/**
 * The most bytes of logged entries that are stored in the assistant's message, so that the message fits into a page of
 * history [B1]. `progress.list` returns the other entries.
 */
const MAX_REPEATED_BYTES = 192 * 1_024;

export const aboutReply = ({ id, messageId, courseId, attempt }: ReplyRow) => ({
  replyId: id,
  messageId,
  courseId,
  attempt,
});

/**
 * Return functions that each run one transaction of a reply, from its start to its end. Each transaction first checks
 * that this node still owns the reply, so that a former owner writes nothing [T1]. The transactions that end the reply
 * return the reply that waits next in its conversation.
 */
export function replyCommits(transactions: Transactions) {
  async function commit<T>(reply: ReplyRow, work: (tx: Tx) => Promise<T>): Promise<T> {
    const command = { userId: reply.userId, streams: [userStream(reply.userId)] };
    return (await transactions.run(command, work)).result;
  }

  return {
    begin: (reply: ReplyRow) =>
      commit(reply, async (tx) => {
        await tx.replies.begin(reply);
        tx.append(userStream(reply.userId), 'reply.started', aboutReply(reply));
      }),

    complete: (reply: ReplyRow, text: string, outcome: ReplyOutcome) =>
      commit(reply, async (tx) => {
        const standing = await withoutTakenBack(tx, reply.userId, outcome);
        const { suggestions, model, degraded } = standing;
        const result = { ...aboutReply(reply), text, ...standing };
        const autoLogged = withinBytes(standing.autoLogged, MAX_REPEATED_BYTES);
        tx.append(userStream(reply.userId), 'reply.completed', fitToEvent(result, MAX_EVENT_BYTES));
        const message = { content: text, suggestions, autoLogged, model, degraded };
        return tx.replies.finish(reply, { state: 'done', result }, message);
      }),

    stopped: (reply: ReplyRow, said: string) =>
      commit(reply, async (tx) => {
        const text = cutToBytes(said, MAX_TEXT_BYTES);
        const logged = await alreadyLogged(tx, reply);
        const end = { ...aboutReply(reply), text, autoLogged: logged };
        tx.append(userStream(reply.userId), 'reply.stopped', fitToEvent(end, MAX_EVENT_BYTES));
        const autoLogged = withinBytes(logged, MAX_REPEATED_BYTES);
        return tx.replies.finish(reply, { state: 'stopped' }, { content: text, autoLogged });
      }),

    failed: (reply: ReplyRow, said: string, error: unknown) =>
      commit(reply, async (tx) => {
        const text = cutToBytes(said, MAX_TEXT_BYTES);
        const code = error instanceof DomainError ? error.code : 'internal';
        tx.append(userStream(reply.userId), 'reply.failed', { ...aboutReply(reply), text, code, retryable: true });
        return tx.replies.finish(reply, { state: 'failed', failure: code }, { content: text });
      }),
  };
}

/**
 * Read entries and memories again, and leave out those that were undone or deleted while the reply was written [ER1].
 */
async function withoutTakenBack(tx: Tx, userId: string, written: ReplyOutcome): Promise<ReplyOutcome> {
  const standing: ReplyOutcome = { ...written, autoLogged: [], memoryUpdates: [] };
  for (const { id } of written.autoLogged) {
    const entry = await tx.progress.find(id);
    if (entry && !isTakenBack(entry)) standing.autoLogged.push(entryForEvent(entry));
  }
  for (const { id } of written.memoryUpdates) {
    const memory = await tx.memories.find(userId, { id });
    if (memory) standing.memoryUpdates.push(memory);
  }
  return standing;
}
