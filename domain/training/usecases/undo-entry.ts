import type { Tx } from '../../ports.ts';
import type { ProgressRow } from '../stores.ts';
import { applyEntryChange } from './entry-change.ts';
import { forgetMemoryOf } from './forget.ts';
import type { Learner } from './learner.ts';

/** Undoes an auto-logged entry, its derived facts, and the memory that was stored with it [AL5]. */
export async function undoEntry(tx: Tx, learner: Learner, before: ProgressRow, now: Date): Promise<ProgressRow> {
  const at = now.toISOString();
  const after: ProgressRow = { ...before, status: 'undone', updatedAt: at };
  await applyEntryChange(tx, learner, { before, after, reason: 'undone', at }, now);
  await forgetMemoryOf(tx, before);
  return after;
}
