import { enrolledCourse, requireModule } from '../../access.ts';
import type { Actor } from '../../actor.ts';
import { userStream } from '../../call.ts';
import { DomainError } from '../../errors.ts';
import type { Tx } from '../../ports.ts';
import type { ActivityDataInput, ExerciseData, ProgressResult } from '../contract/progress.ts';
import { normaliseActivity } from '../rules/activity.ts';
import { metricsOf } from '../rules/metrics.ts';
import type { ProgressRow } from '../stores.ts';
import { deriveFacts } from './facts/derive.ts';
import { describeResult } from './facts/describe.ts';
import { touchSession } from './facts/session.ts';
import { activityDay } from './facts/streak.ts';
import { shownEntry } from './shown-entry.ts';

/** What is needed to log an entry; the data may be as people type it. */
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

interface Caller {
  actor: Pick<Actor, 'userId'>;
  now: Date;
}

/** Logs one entry with everything it derives, in the transaction given. */
export async function recordEntry(tx: Tx, caller: Caller, entry: NewEntry): Promise<ProgressResult> {
  const { userId } = caller.actor;
  await checkReferences(tx, userId, entry);
  const user = await tx.users.find(userId);
  const { units } = await tx.users.preferences(userId);
  const data = normaliseActivity(entry.activityType, entry.data, units);
  const zone = entry.zone ?? user?.timezone ?? 'UTC';
  const receivedAt = caller.now.toISOString();
  const occurredAt = notAfter(entry.occurredAt, receivedAt);
  const row: ProgressRow = {
    ...entry,
    notes: entry.notes ?? ('notes' in entry.data ? entry.data.notes : undefined),
    userId,
    data,
    metrics: metricsOf(data),
    exerciseKey: (data as Partial<ExerciseData>).exerciseKey,
    occurredAt,
    zone,
    localDay: activityDay(occurredAt, zone, await tx.streaks.settings(userId)),
    status: entry.status ?? 'confirmed',
    createdAt: receivedAt,
    updatedAt: receivedAt,
  };
  await tx.progress.insert(row);
  tx.append(userStream(userId), 'progress.logged', shownEntry(row));
  const facts = await deriveFacts(tx, userId, { after: row }, caller.now);
  await touchSession(tx, userId, row.sessionId, occurredAt);
  return describeResult(tx, row, facts, units);
}

/** A clock that runs ahead counts as the time of receipt. */
export function notAfter(instant: string | undefined, receivedAt: string): string {
  if (!instant) return receivedAt;
  // By milliseconds: as text, the year +010000 comes before every other.
  const at = new Date(instant);
  return at.getTime() > Date.parse(receivedAt) ? receivedAt : at.toISOString();
}

async function checkReferences(tx: Tx, userId: string, entry: NewEntry): Promise<void> {
  if (entry.courseId) await enrolledCourse(tx, entry.courseId, { userId });
  if (entry.sessionId && (await tx.sessions.find(entry.sessionId))?.userId !== userId)
    throw notFound('sessionId', 'there is none of yours with this id');
  if (entry.moduleId) await requireModule(tx, entry.moduleId, entry.courseId, 'moduleId');
}

function notFound(path: string, message: string): DomainError {
  return new DomainError('not_found', `${path}: ${message}`, [{ path, message: 'not found' }]);
}
