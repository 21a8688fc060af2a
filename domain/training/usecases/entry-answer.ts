import type { Tx } from '../../ports.ts';
import type { ProgressResult } from '../contract/progress.ts';
import { recommend } from '../rules/progression.ts';
import type { ExerciseLog } from '../rules/record.ts';
import { summarise } from '../rules/summary.ts';
import type { ProgressRow } from '../stores.ts';
import { entryForOwner } from './entry-view.ts';
import type { DerivedFacts } from './facts/derived-facts.ts';
import { exerciseLog } from './facts/record.ts';
import type { Learner } from './learner.ts';

/**
 * How many logs of an exercise are read for a recommendation: enough for three failed workouts of several sets each,
 * and the workout before them.
 */
export const LOOK_BACK = 40;

/**
 * Returns the answer to a logged or changed entry, in words that a person would use [PR5, PR6]. `latest` are the latest
 * logs of the entry's exercise; they are read if they are absent.
 */
export async function entryAnswer(
  tx: Tx,
  { units }: Pick<Learner, 'units'>,
  entry: ProgressRow,
  { records, achievements, streak }: DerivedFacts,
  latest?: ExerciseLog[],
): Promise<ProgressResult> {
  if (entry.deletedAt) return { entry: entryForOwner(entry), summary: '', records: [], achievements: [] };
  const history = latest ?? (await latestOfExercise(tx, entry));
  const isOfItsSession = (log: ExerciseLog) => entry.sessionId !== undefined && log.sessionId === entry.sessionId;
  const earlier = history.filter((log) => log.occurredAt < entry.occurredAt && !isOfItsSession(log)).at(-1);
  // A late log can also change the records of later logs. The summary names only the log's own records, and the volume
  // record of its session, which belongs to all logs of the session.
  const ownIds = new Set(history.filter(isOfItsSession).map(({ id }) => id));
  const own = records.filter(
    ({ entryId, kind }) => entryId === entry.id || (kind === 'session_volume' && ownIds.has(entryId)),
  );
  return {
    entry: entryForOwner(entry),
    summary: summarise(entry.data, own, { zone: entry.zone, units }, earlier),
    records,
    achievements,
    streak,
    recommendation: recommend(history, {}, undefined, units),
  };
}

async function latestOfExercise(tx: Tx, { userId, exerciseKey }: ProgressRow): Promise<ExerciseLog[]> {
  if (!exerciseKey) return [];
  const newest = await tx.progress.counting({ userId, exerciseKey, limit: LOOK_BACK, newestFirst: true });
  return newest.reverse().map(exerciseLog);
}
