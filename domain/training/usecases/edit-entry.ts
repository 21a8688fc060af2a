import { requireModule } from '../../access.ts';
import { DomainError } from '../../errors.ts';
import type { Tx } from '../../ports.ts';
import type { ActivityDataInput, ExerciseData, ProgressResult } from '../contract/progress.ts';
import { normaliseActivity } from '../rules/activity.ts';
import { mergeEdit } from '../rules/edit.ts';
import type { Words } from '../rules/edit.ts';
import { happenedAt } from '../rules/happened-at.ts';
import { metricsOf } from '../rules/metrics.ts';
import type { ProgressRow } from '../stores.ts';
import { applyEntryChange } from './entry-change.ts';
import { activityDay } from './facts/streak.ts';
import type { Learner } from './learner.ts';

/** The fields of an entry that an edit may change. `null` clears a field. */
export interface EntryPatch {
  data?: ActivityDataInput;
  notes?: string | null;
  occurredAt?: string;
  zone?: string;
  moduleId?: string | null;
  needsAttention?: boolean;
}

/** The time at which an edit was made and, if a chat message made it, the place of its words in the message. */
type EditOrigin = Words & { editedAt?: string };

/**
 * Merges an edit into an entry field by field [M4], and updates all derived facts. An edit that was made after the
 * entry's deletion restores the entry. An edit that was made before the deletion is stored, but the entry stays
 * deleted.
 */
export async function editEntry(
  tx: Tx,
  learner: Learner,
  before: ProgressRow,
  patch: EntryPatch,
  now: Date,
  { editedAt, ...words }: EditOrigin = {},
): Promise<ProgressResult> {
  if (before.status === 'undone') throw new DomainError('conflict', 'This entry was undone; log it again instead');
  const receivedAt = now.toISOString();
  const at = happenedAt(editedAt, receivedAt);
  const values: Partial<ProgressRow> = {
    ...withoutUndefined(patch),
    ...(patch.data && { data: normaliseActivity(before.activityType, patch.data, learner.units) }),
    ...(patch.occurredAt && { occurredAt: happenedAt(patch.occurredAt, receivedAt) }),
  };
  if (patch.moduleId) await requireModule(tx, patch.moduleId, before.courseId, 'moduleId');
  const after = mergeEdit(before, values, at, words);
  after.metrics = metricsOf(after.data);
  after.exerciseKey = (after.data as Partial<ExerciseData>).exerciseKey;
  after.updatedAt = receivedAt;
  if (after.occurredAt !== before.occurredAt || after.zone !== before.zone)
    after.localDay = activityDay(after.occurredAt, after.zone, learner.streakSettings);
  return (await applyEntryChange(tx, learner, { before, after, reason: 'edited', at }, now)).answer();
}

function withoutUndefined(patch: EntryPatch): object {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}
