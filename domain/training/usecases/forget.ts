import { userStream } from '../../call.ts';
import type { Tx } from '../../ports.ts';
import type { ProgressRow } from '../stores.ts';

/** Removes the memory that was stored together with an entry. */
export async function forgetMemoryOf(tx: Tx, { id, userId }: ProgressRow): Promise<void> {
  const memory = await tx.memories.find(userId, { entryId: id });
  if (memory) await forgetMemory(tx, userId, memory.id);
}

/** Removes a memory, and removes its text from every stored event and answer. */
export async function forgetMemory(tx: Tx, userId: string, id: string): Promise<void> {
  const gone = { kind: 'memory', id, change: 'deleted' } as const;
  await tx.memories.remove(id);
  await tx.erase(userId, [id], 'resource.changed', gone);
  tx.append(userStream(userId), 'resource.changed', gone);
}
