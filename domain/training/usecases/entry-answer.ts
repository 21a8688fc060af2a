import type { Tx } from '../../ports.ts';
import type { ExerciseData, ProgressResult } from '../contract/progress.ts';
import { recommend } from '../rules/progression.ts';
import { summarise } from '../rules/summary.ts';
import type { ProgressRow } from '../stores.ts';
import { entryForOwner } from './entry-view.ts';
import type { DerivedFacts } from './facts/derived-facts.ts';
import { exerciseLog } from './facts/record.ts';
import type { Learner } from './learner.ts';

/** The logs a recommendation looks back on: three failed workouts of several sets each, and the one before. */
const LOOK_BACK = 40;

/** The answer to a logged or changed entry, in words a person would use [PR5, PR6]. */
export async function entryAnswer(
  tx: Tx,
  { units }: Pick<Learner, 'units'>,
  entry: ProgressRow,
  { records, achievements, streak }: DerivedFacts,
): Promise<ProgressResult> {
  if (entry.deletedAt) return { entry: entryForOwner(entry), summary: '', records: [], achievements: [] };
  const { userId, exerciseKey, zone } = entry;
  const history = exerciseKey
    ? (await tx.progress.counting({ userId, exerciseKey, limit: LOOK_BACK, newestFirst: true })).reverse()
    : [];
  const isOfItsSession = (log: ProgressRow) => entry.sessionId !== undefined && log.sessionId === entry.sessionId;
  const earlier = history.filter((log) => log.occurredAt < entry.occurredAt && !isOfItsSession(log)).at(-1);
  // A late log also moves what later ones are compared with: no records of its own. The volume of a session is of all its logs.
  const ownIds = new Set(history.filter(isOfItsSession).map(({ id }) => id));
  const own = records.filter(
    ({ entryId, kind }) => entryId === entry.id || (kind === 'session_volume' && ownIds.has(entryId)),
  );
  return {
    entry: entryForOwner(entry),
    summary: summarise(entry.data, own, { zone, units }, earlier?.data as ExerciseData | undefined),
    records,
    achievements,
    streak,
    recommendation: recommend(history.map(exerciseLog), {}, undefined, units),
  };
}
