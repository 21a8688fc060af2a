import { enrolledCourse, requireModule } from '../../access.ts';
import { DomainError } from '../../errors.ts';
import type { Tx } from '../../ports.ts';
import type { ActivityDataInput, ExerciseData, ProgressResult } from '../contract/progress.ts';
import { normaliseActivity } from '../rules/activity.ts';
import { happenedAt } from '../rules/happened-at.ts';
import { metricsOf } from '../rules/metrics.ts';
import type { ProgressRow } from '../stores.ts';
import { applyEntryChange } from './entry-change.ts';
import { activityDay } from './facts/streak.ts';
import type { Learner } from './learner.ts';

/** The input for a new entry. Quantities in its data may be text as people type it. */
export type NewEntry = Pick<ProgressRow, 'id' | 'activityType' | 'source'> &
  Partial<
    Pick<
      ProgressRow,
      | 'courseId'
      | 'sessionId'
      | 'moduleId'
      | 'notes'
      | 'status'
      | 'quote'
      | 'quoteStart'
      | 'messageId'
      | 'confidence'
      | 'needsAttention'
      | 'sourceKey'
      | 'occurredAt'
      | 'zone'
    >
  > & {
    data: ActivityDataInput;
  };

/** Stores a new entry and updates all facts derived from it, in the given transaction. */
export async function logEntry(tx: Tx, learner: Learner, entry: NewEntry, now: Date): Promise<ProgressResult> {
  const { userId, units, streakSettings } = learner;
  await checkReferences(tx, userId, entry);
  const data = normaliseActivity(entry.activityType, entry.data, units);
  const zone = entry.zone ?? learner.zone;
  const receivedAt = now.toISOString();
  const occurredAt = happenedAt(entry.occurredAt, receivedAt);
  const after: ProgressRow = {
    ...entry,
    notes: entry.notes ?? ('notes' in entry.data ? entry.data.notes : undefined),
    userId,
    data,
    metrics: metricsOf(data),
    exerciseKey: (data as Partial<ExerciseData>).exerciseKey,
    occurredAt,
    zone,
    localDay: activityDay(occurredAt, zone, streakSettings),
    status: entry.status ?? 'confirmed',
    createdAt: receivedAt,
    updatedAt: receivedAt,
  };
  return (await applyEntryChange(tx, learner, { after, at: occurredAt }, now)).answer();
}

async function checkReferences(tx: Tx, userId: string, entry: NewEntry): Promise<void> {
  if (entry.courseId) await enrolledCourse(tx, entry.courseId, { userId });
  if (entry.sessionId && (await tx.sessions.find(entry.sessionId))?.userId !== userId)
    throw notFound('sessionId', 'you have no session with this id');
  if (entry.moduleId) await requireModule(tx, entry.moduleId, entry.courseId, 'moduleId');
}

function notFound(path: string, message: string): DomainError {
  return new DomainError('not_found', `${path}: ${message}`, [{ path, message: 'not found' }]);
}
