import type { ExerciseData, ProgressResult } from '../../contract/progress.ts';
import type { Preferences } from '../../contract/user.ts';
import type { Tx } from '../../ports.ts';
import { recommend } from '../../rules/progression.ts';
import { summarise } from '../../rules/summary.ts';
import type { ProgressRow } from '../../stores.ts';
import { entryWithHistory } from '../shown-entry.ts';
import type { Derived } from './derive.ts';
import { exerciseLog } from './exercise.ts';

/** The logs a recommendation looks back on: three failed workouts of several sets each, and the one before. */
const LOOK_BACK = 40;

/** The answer to a logged or changed entry, in words a person would use [PR5, PR6]. */
export async function describeResult(
  tx: Tx,
  entry: ProgressRow,
  facts: Derived,
  units: Preferences['units'],
): Promise<ProgressResult> {
  const { records, achievements, streak } = facts;
  const { userId, exerciseKey, zone } = entry;
  const history = exerciseKey
    ? (await tx.progress.counting({ userId, exerciseKey, limit: LOOK_BACK, newestFirst: true })).reverse()
    : [];
  const earlier = history
    .filter((log) => log.occurredAt < entry.occurredAt && (!entry.sessionId || log.sessionId !== entry.sessionId))
    .at(-1);
  return {
    entry: entryWithHistory(entry),
    summary: summarise(entry.data, records, { zone, units }, earlier?.data as ExerciseData | undefined),
    records,
    achievements,
    streak,
    recommendation: recommend(history.map(exerciseLog), {}, undefined, units),
  };
}
