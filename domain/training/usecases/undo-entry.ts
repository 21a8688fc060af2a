import { userStream } from '../../call.ts';
import type { Tx } from '../../ports.ts';
import type { ProgressRow } from '../stores.ts';
import { deriveFacts } from './facts/derive.ts';
import { touchSession } from './facts/session.ts';
import { forgetMemoryOf } from './forget.ts';

/** Undoes an auto-logged entry with what it derived and the memory it wrote [AL5]. */
export async function undoEntry(tx: Tx, before: ProgressRow, now: Date): Promise<ProgressRow> {
  const { id, userId, courseId, sessionId } = before;
  const after: ProgressRow = { ...before, status: 'undone', updatedAt: now.toISOString() };
  await tx.progress.save(after);
  tx.append(userStream(userId), 'progress.deleted', { id, courseId, sessionId, undone: true });
  await deriveFacts(tx, userId, { before, after, reason: 'undone' }, now);
  await forgetMemoryOf(tx, before);
  await touchSession(tx, userId, sessionId, after.updatedAt);
  return after;
}
