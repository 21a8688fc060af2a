import { userStream } from '../../../call.ts';
import type { Tx } from '../../../ports.ts';
import type { ExerciseData } from '../../contract/progress.ts';
import type { Record } from '../../contract/record.ts';
import { diffRecords, emptyRecordState, foldRecords, mergeRecords, replayRecords } from '../../rules/record.ts';
import type { ExerciseLog, RecordState, ReplayedRecords } from '../../rules/record.ts';
import { describeRecord } from '../../rules/summary.ts';
import type { ProgressRow, StoredFacts } from '../../stores.ts';
import type { ChangeReason, CountingChange } from './counting-change.ts';

/**
 * Updates the records of the exercises that a change affects. If the change is a new log, and the newest of its
 * exercise, it is added to the stored state. After any other change the records are computed again from all logs of the
 * exercise. Both ways give the same records [DF2]. Returns the new records, and the sessions of all logs whose records
 * changed.
 */
export async function updateRecords(
  tx: Tx,
  userId: string,
  change: CountingChange,
  stored?: StoredFacts,
): Promise<MovedRecords> {
  const keys = new Set([change.before?.exerciseKey, change.after?.exerciseKey].filter((key) => key !== undefined));
  const moved: MovedRecords = { records: [], sessionIds: [] };
  for (const key of keys) {
    const { records, sessionIds } = await updateExercise(tx, userId, key, change, stored);
    moved.records.push(...records);
    moved.sessionIds.push(...sessionIds);
  }
  return moved;
}

interface MovedRecords {
  records: Record[];
  sessionIds: string[];
}

async function updateExercise(
  tx: Tx,
  userId: string,
  key: string,
  change: CountingChange,
  stored?: StoredFacts,
): Promise<MovedRecords> {
  const { before, after } = change;
  const fold = stored ? stored.fold : await tx.records.foldState(userId, key);
  const isNewest = !before && after && (!fold?.last || follows(after, fold.last));
  return isNewest ? foldNewest(tx, userId, key, after, fold?.state) : replayExercise(tx, userId, key, change);
}

async function foldNewest(
  tx: Tx,
  userId: string,
  key: string,
  entry: ProgressRow,
  state: unknown,
): Promise<MovedRecords> {
  const step = foldRecords((state as RecordState | undefined) ?? emptyRecordState, exerciseLog(entry));
  await tx.records.saveFoldState(userId, key, step.state, { occurredAt: entry.occurredAt, id: entry.id });
  // All records of a new log are new. Only the volume record of its session may belong to an earlier log, so only then
  // must the stored records be read.
  const isOwn = step.records.every(({ entryId }) => entryId === entry.id);
  const held = isOwn ? [] : await tx.records.list(userId, key);
  const moved = diffRecords(held, mergeRecords(held, step.records));
  await tx.records.change(userId, key, moved);
  tell(tx, userId, moved, undefined, entry.zone);
  return { records: moved.set, sessionIds: [] };
}

async function replayExercise(
  tx: Tx,
  userId: string,
  key: string,
  { before, after, reason }: CountingChange,
): Promise<MovedRecords> {
  const logs = (await tx.progress.counting({ userId, exerciseKey: key })).map(exerciseLog);
  const zone = after?.zone ?? before?.zone ?? 'UTC';
  const moved = await replaceRecords(tx, userId, key, replayRecords(logs), { reason: reason ?? 'late', zone });
  const movedIds = new Set([...moved.set, ...moved.revoked].map(({ entryId }) => entryId));
  const sessionIds = logs.filter(({ id }) => movedIds.has(id)).flatMap(({ sessionId }) => sessionId ?? []);
  return { records: moved.set, sessionIds };
}

/**
 * Replaces the stored records of one exercise by the result of a replay, and appends events about the records that
 * change [DF3]. `zone` is the zone of the dates in their texts.
 */
export async function replaceRecords(
  tx: Tx,
  userId: string,
  key: string,
  { state, records, last }: ReplayedRecords,
  { reason, zone }: { reason: ChangeReason; zone: string },
): Promise<{ set: Record[]; revoked: Record[] }> {
  await tx.records.saveFoldState(userId, key, state, last);
  const moved = diffRecords(await tx.records.list(userId, key), records);
  await tx.records.change(userId, key, moved);
  tell(tx, userId, moved, reason, zone);
  return moved;
}

function tell(
  tx: Tx,
  userId: string,
  { set, revoked }: { set: Record[]; revoked: Record[] },
  reason: ChangeReason | undefined,
  zone: string,
): void {
  for (const record of revoked)
    tx.append(userStream(userId), 'record.revoked', {
      ...record,
      reason: reason === 'confirmed' || !reason ? 'late' : reason,
    });
  for (const record of set)
    tx.append(userStream(userId), 'record.set', { ...record, reason, text: describeRecord(record, zone) });
}

function follows(entry: ProgressRow, last: { occurredAt: string; id: string }): boolean {
  return entry.occurredAt > last.occurredAt || (entry.occurredAt === last.occurredAt && entry.id > last.id);
}

export function exerciseLog({ id, occurredAt, sessionId, data }: ProgressRow): ExerciseLog {
  const { exercise, exerciseKey, sets } = data as ExerciseData;
  return { id, occurredAt, sessionId, exercise, exerciseKey, sets };
}
