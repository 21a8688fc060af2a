import { userStream } from '../../call.ts';
import type { Tx } from '../../ports.ts';
import type { ProgressRow } from '../stores.ts';

/** Removes the memory an entry wrote. */
export async function forgetMemoryOf(tx: Tx, { id, userId }: ProgressRow): Promise<void> {
  const memory = await tx.memories.find(userId, { entryId: id });
  if (memory) await forgetMemory(tx, userId, memory.id);
}

/** Removes a memory, and its words from everything that was told of it. */
export async function forgetMemory(tx: Tx, userId: string, id: string): Promise<void> {
  const gone = { kind: 'memory', id, change: 'deleted' } as const;
  await tx.memories.remove(id);
  await tx.replies.forget(userId, 'memory', id);
  const told = { types: ['memory.saved', 'memory.superseded'], field: 'id', id } as const;
  await tx.redact(userStream(userId), told, 'resource.changed', gone);
  tx.append(userStream(userId), 'resource.changed', gone);
}

/** Removes the words of a deleted entry from everything that was told of it; the entry's own row stays for late edits [M4]. */
export async function forgetEntry(tx: Tx, { id, userId, courseId, sessionId }: ProgressRow): Promise<void> {
  const stream = userStream(userId);
  const gone = { id, courseId, sessionId, undone: false };
  await tx.replies.forget(userId, 'entry', id);
  const entries = { types: ['progress.logged', 'progress.updated', 'progress.confirmed'], field: 'id', id } as const;
  await tx.redact(stream, entries, 'progress.deleted', gone);
  const records = { types: ['record.set', 'record.revoked'], field: 'entryId', id } as const;
  await tx.redact(stream, records, 'progress.deleted', gone);
}
