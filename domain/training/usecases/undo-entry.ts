import { userStream } from '../../call.ts';
import type { Tx } from '../../ports.ts';
import type { ProgressRow } from '../stores.ts';
import { deriveFacts } from './facts/derive.ts';
import { touchSession } from './facts/session.ts';

/** Undoes an auto-logged entry with what it derived and the memory it wrote [AL5]. */
export async function undoEntry(tx: Tx, before: ProgressRow, now: Date): Promise<ProgressRow> {
  const { id, userId, courseId, sessionId } = before;
  const after: ProgressRow = { ...before, status: 'undone', updatedAt: now.toISOString() };
  await tx.progress.save(after);
  tx.append(userStream(userId), 'progress.deleted', { id, courseId, sessionId, undone: true });
  await deriveFacts(tx, userId, { before, after, reason: 'undone' }, now);
  await forgetEntry(tx, before);
  await touchSession(tx, userId, sessionId, after.updatedAt);
  return after;
}

/** Removes the memory an entry wrote. */
export async function forgetEntry(tx: Tx, { id, userId }: ProgressRow): Promise<void> {
  const memory = await tx.memories.find(userId, { entryId: id });
  if (!memory) return;
  await tx.memories.remove(memory.id);
  tx.append(userStream(userId), 'resource.changed', { kind: 'memory', id: memory.id, change: 'deleted' });
}
