import { userStream } from '../../domain/call.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Transactions, Tx } from '../../domain/ports.ts';
import { shownEntry } from '../../domain/training/usecases/shown-entry.ts';
import type { ReplyRow } from '../../domain/tutor/stores.ts';
import type { Written } from '../../domain/tutor/usecases/tutor.ts';

/** The commits of a reply; each checks the fence first, so a zombie writes nothing [T1]. */
export function lifecycle(transactions: Transactions) {
  async function commit(reply: ReplyRow, work: (tx: Tx) => Promise<void>): Promise<void> {
    await transactions.run({ userId: reply.userId, streams: [userStream(reply.userId)] }, async (tx) => {
      await tx.replies.fenced(reply.id, reply.fence);
      await work(tx);
      return null;
    });
  }

  const about = ({ id, messageId, courseId, attempt }: ReplyRow) => ({ replyId: id, messageId, courseId, attempt });

  return {
    begin: (reply: ReplyRow) =>
      commit(reply, async (tx) => {
        await tx.messages.update(reply.id, { attempt: reply.attempt, state: 'streaming' });
        tx.append(userStream(reply.userId), 'reply.started', about(reply));
      }),

    complete: (reply: ReplyRow, text: string, written: Written) =>
      commit(reply, async (tx) => {
        const { suggestions, autoLogged, model, degraded } = written;
        const result = { ...about(reply), text, ...written };
        await tx.messages.update(reply.id, { content: text, state: 'done', suggestions, autoLogged, model, degraded });
        await tx.replies.finish(reply.id, 'done', result);
        tx.append(userStream(reply.userId), 'reply.completed', result);
      }),

    stopped: (reply: ReplyRow, text: string) =>
      commit(reply, async (tx) => {
        const logged = await tx.progress.list({
          userId: reply.userId,
          messageId: reply.messageId,
          page: 1,
          limit: 100,
          sort: 'createdAt:asc',
        });
        const autoLogged = logged.rows.map(shownEntry);
        await tx.messages.update(reply.id, { content: text, state: 'stopped', autoLogged });
        await tx.replies.finish(reply.id, 'stopped');
        tx.append(userStream(reply.userId), 'reply.stopped', { ...about(reply), text, autoLogged });
      }),

    failed: (reply: ReplyRow, text: string, error: unknown) =>
      commit(reply, async (tx) => {
        const code = error instanceof DomainError ? error.code : 'internal';
        await tx.messages.update(reply.id, { content: text, state: 'failed' });
        await tx.replies.finish(reply.id, 'failed', undefined, code);
        tx.append(userStream(reply.userId), 'reply.failed', { ...about(reply), text, code, retryable: true });
      }),
  };
}
