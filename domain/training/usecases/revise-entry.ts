import { requireModule } from '../../access.ts';
import type { Actor } from '../../actor.ts';
import { userStream } from '../../call.ts';
import { DomainError } from '../../errors.ts';
import type { Tx } from '../../ports.ts';
import type { ActivityDataInput, ExerciseData, ProgressResult } from '../contract/progress.ts';
import { normaliseActivity } from '../rules/activity.ts';
import { mergeEdit } from '../rules/edit.ts';
import type { Words } from '../rules/edit.ts';
import { metricsOf } from '../rules/metrics.ts';
import type { ProgressRow } from '../stores.ts';
import { deriveFacts } from './facts/derive.ts';
import { describeResult } from './facts/describe.ts';
import { touchSession } from './facts/session.ts';
import { activityDay } from './facts/streak.ts';
import { notAfter } from './record-entry.ts';
import { shownEntry } from './shown-entry.ts';

/** The fields of an entry an edit may name; null clears. */
export interface EntryPatch {
  data?: ActivityDataInput;
  notes?: string | null;
  occurredAt?: string;
  zone?: string;
  moduleId?: string | null;
  needsAttention?: boolean;
}

interface Caller {
  actor: Pick<Actor, 'userId'>;
  now: Date;
}

/**
 * Merges an edit by field [M4]; everything derived follows. One made after the entry's deletion brings it back, one made
 * before is kept for that case and changes nothing else.
 */
export async function reviseEntry(
  tx: Tx,
  caller: Caller,
  before: ProgressRow,
  patch: EntryPatch,
  { editedAt, ...words }: Words & { editedAt?: string } = {},
): Promise<ProgressResult> {
  const { userId } = caller.actor;
  if (before.status === 'undone') throw new DomainError('conflict', 'This entry was undone; log it again instead');
  const { units } = await tx.users.preferences(userId);
  const receivedAt = caller.now.toISOString();
  const at = notAfter(editedAt, receivedAt);
  const values: Partial<ProgressRow> = {
    ...withoutUndefined(patch),
    ...(patch.data && { data: normaliseActivity(before.activityType, patch.data, units) }),
    ...(patch.occurredAt && { occurredAt: notAfter(patch.occurredAt, receivedAt) }),
  };
  if (patch.moduleId) await requireModule(tx, patch.moduleId, before.courseId, 'moduleId');
  const after = mergeEdit(before, values, at, words);
  after.metrics = metricsOf(after.data);
  after.exerciseKey = (after.data as Partial<ExerciseData>).exerciseKey;
  after.updatedAt = receivedAt;
  if (after.occurredAt !== before.occurredAt || after.zone !== before.zone) {
    after.localDay = activityDay(after.occurredAt, after.zone, await tx.streaks.settings(userId));
  }
  await tx.progress.save(after);
  if (after.deletedAt) return describeResult(tx, after, { records: [], achievements: [] }, units);
  tx.append(userStream(userId), 'progress.updated', shownEntry(after));
  const facts = await deriveFacts(tx, userId, { before, after, reason: 'edited' }, caller.now);
  await touchSession(tx, userId, after.sessionId, at);
  return describeResult(tx, after, facts, units);
}

function withoutUndefined(patch: EntryPatch): object {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}
