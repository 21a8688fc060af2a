import type { Tx } from '../../../ports.ts';
import type { ExerciseData } from '../../contract/progress.ts';
import { asMeasured } from '../../rules/activity/exercise-data.ts';
import { normaliseExercise } from '../../rules/exercise-names.ts';
import { metricsOf } from '../../rules/metrics.ts';
import type { ProgressRow } from '../../stores.ts';
import { loadLearner } from '../learner.ts';
import { updateAchievements } from './achievement.ts';
import { replayExercise } from './record.ts';
import { healSession } from './session.ts';
import { computeStreak } from './streak.ts';

const BEGINNING = '0001-01-01T00:00:00.000Z';

/**
 * Gives the entries of a learner the keys of the present catalogue, and replays the facts of all exercises that lost or
 * got entries [PR10]. Does nothing if the learner is not on the list, so it takes effect once, however often it runs.
 */
export async function moveExerciseKeys(tx: Tx, userId: string, now: Date): Promise<void> {
  if (!(await tx.exerciseKeys.take(userId))) return;
  const entries = await tx.progress.since(userId, BEGINNING);
  const keys = new Map<string, ProgressRow>();
  const sessionIds = new Set<string>();
  for (const before of entries) {
    const after = withPresentKey(before);
    if (!after) continue;
    await tx.progress.save(after);
    for (const key of [before.exerciseKey, after.exerciseKey]) if (key !== undefined) keys.set(key, after);
    if (after.sessionId !== undefined) sessionIds.add(after.sessionId);
  }
  if (keys.size === 0) return;
  const learner = await loadLearner(tx, userId);
  for (const [key, after] of keys) {
    const moved = await replayExercise(tx, userId, key, { after, reason: 'edited' });
    for (const id of moved.sessionIds) sessionIds.add(id);
  }
  await updateAchievements(tx, userId, await computeStreak(tx, learner, 'overall', now), now, 'edited');
  for (const id of sessionIds) await healSession(tx, learner, id);
}

/** Returns the entry as it would be logged now, or undefined if that changes nothing. */
function withPresentKey(entry: ProgressRow): ProgressRow | undefined {
  // Housekeeping empties the rows of entries that were deleted long ago.
  if (entry.exerciseKey === undefined || !('sets' in entry.data)) return undefined;
  const before: ExerciseData = entry.data;
  const { key } = normaliseExercise(before.exercise);
  const sets = asMeasured(key, before.sets);
  if (key === entry.exerciseKey && key === before.exerciseKey && sets === before.sets) return undefined;
  const data = { ...before, exerciseKey: key, sets };
  return { ...entry, exerciseKey: key, data, metrics: sets === before.sets ? entry.metrics : metricsOf(data) };
}
