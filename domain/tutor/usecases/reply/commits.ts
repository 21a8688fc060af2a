import { userStream } from '../../../call.ts';
import { MAX_EVENT_BYTES } from '../../../contract/protocol.ts';
import { DomainError } from '../../../errors.ts';
import type { Transactions, Tx } from '../../../ports.ts';
import { entryForEvent } from '../../../training/usecases/entry-view.ts';
import { cutToBytes, MAX_TEXT_BYTES } from '../../rules/reply-text.ts';
import { sayable, withinBytes } from '../../rules/sayable.ts';
import type { ReplyRow } from '../../stores.ts';
import { alreadyLogged } from './acts/auto-log.ts';
import { isTakenBack } from './acts/follow-corrections.ts';
import type { ReplyOutcome } from './types.ts';

/** The most that a message repeats of its entries, so that a page of history holds it [B1]. `progress.list` has the rest. */
const MAX_REPEATED_BYTES = 192 * 1_024;

export const aboutReply = ({ id, messageId, courseId, attempt }: ReplyRow) => ({
  replyId: id,
  messageId,
  courseId,
  attempt,
});

/**
 * The transactions of a reply, from its start to its end. Each checks the fence first, so a zombie writes nothing [T1].
 * Those that end it return the id of the reply that waits next in its conversation.
 */
export function replyCommits(transactions: Transactions) {
  async function commit<T>(reply: ReplyRow, work: (tx: Tx) => Promise<T>): Promise<T> {
    const command = { userId: reply.userId, streams: [userStream(reply.userId)] };
    const { result } = await transactions.run(command, async (tx) => {
      await tx.replies.fenced(reply.id, reply.fence);
      return work(tx);
    });
    return result;
  }

  return {
    begin: (reply: ReplyRow) =>
      commit(reply, async (tx) => {
        await tx.messages.update(reply.id, { attempt: reply.attempt, state: 'streaming' });
        tx.append(userStream(reply.userId), 'reply.started', aboutReply(reply));
      }),

    complete: (reply: ReplyRow, text: string, outcome: ReplyOutcome) =>
      commit(reply, async (tx) => {
        const standing = await withoutTakenBack(tx, reply.userId, outcome);
        const { suggestions, model, degraded } = standing;
        const result = { ...aboutReply(reply), text, ...standing };
        const autoLogged = withinBytes(standing.autoLogged, MAX_REPEATED_BYTES);
        await tx.messages.update(reply.id, { content: text, state: 'done', suggestions, autoLogged, model, degraded });
        tx.append(userStream(reply.userId), 'reply.completed', sayable(result, MAX_EVENT_BYTES));
        return tx.replies.finish(reply.id, 'done', result);
      }),

    stopped: (reply: ReplyRow, said: string) =>
      commit(reply, async (tx) => {
        const text = cutToBytes(said, MAX_TEXT_BYTES);
        const logged = await alreadyLogged(tx, reply);
        const autoLogged = withinBytes(logged, MAX_REPEATED_BYTES);
        await tx.messages.update(reply.id, { content: text, state: 'stopped', autoLogged });
        const end = { ...aboutReply(reply), text, autoLogged: logged };
        tx.append(userStream(reply.userId), 'reply.stopped', sayable(end, MAX_EVENT_BYTES));
        return tx.replies.finish(reply.id, 'stopped');
      }),

    failed: (reply: ReplyRow, said: string, error: unknown) =>
      commit(reply, async (tx) => {
        const text = cutToBytes(said, MAX_TEXT_BYTES);
        const code = error instanceof DomainError ? error.code : 'internal';
        await tx.messages.update(reply.id, { content: text, state: 'failed' });
        tx.append(userStream(reply.userId), 'reply.failed', { ...aboutReply(reply), text, code, retryable: true });
        return tx.replies.finish(reply.id, 'failed', undefined, code);
      }),
  };
}

/** Read entries and memories again, without those that were taken back while the reply was written [ER1]. */
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
