import type { Set } from '../../contract/quantity.ts';
import { isWorking } from '../activity/set-types.ts';
import type { ExerciseLog } from '../record.ts';

/**
 * Two logs that name no session belong to one workout if less than this time lies between them. The time equals the
 * silence that ends a session [SE3].
 */
const GAP_MS = 4 * 3_600_000;

/** Return the working sets with reps, one list per workout, newest last. Workouts without such sets are left out. */
export function workoutsOf(history: readonly ExerciseLog[]): [Set, ...Set[]][] {
  const workouts: ExerciseLog[][] = [];
  for (const log of history) {
    const current = workouts.at(-1);
    const last = current?.at(-1);
    if (current && last && isSameWorkout(last, log)) current.push(log);
    else workouts.push([log]);
  }
  return workouts
    .map((logs) => logs.flatMap(({ sets }) => sets.filter((set) => isWorking(set) && set.reps !== undefined)))
    .filter((sets): sets is [Set, ...Set[]] => sets.length > 0);
}

function isSameWorkout(a: ExerciseLog, b: ExerciseLog): boolean {
  if (a.sessionId !== undefined || b.sessionId !== undefined) return a.sessionId === b.sessionId;
  return Date.parse(b.occurredAt) - Date.parse(a.occurredAt) < GAP_MS;
}
