import type { Recommendation } from '../contract/progress.ts';
import { withKnownHelp } from './activity/known-help.ts';
import { advance } from './progression/advance.ts';
import { advise, heavier } from './progression/advise.ts';
import { attemptOf, failuresAt } from './progression/attempt.ts';
import type { Target } from './progression/attempt.ts';
import { recommendReps } from './progression/bodyweight.ts';
import type { ProgressionRule } from './progression/rule.ts';
import { lighter } from './progression/steps.ts';
import { workoutsOf } from './progression/workouts.ts';
import type { ExerciseLog } from './record.ts';
import type { DisplayUnits } from './units.ts';

const FAILURES_BEFORE_RESET = 3;

/**
 * Recommend the next workout from the logs of one exercise, newest last [PR6]. All logs of a session are judged
 * together by the sets at its heaviest weight, so that a rule applies once per session. Without a target, the reps of
 * the first of these sets are the target. Return undefined if there is nothing to increase, because all sets are
 * warm-ups, have no reps or do not say how much help there was [PR9].
 */
export function recommend(
  history: readonly ExerciseLog[],
  target: Target = {},
  rule: ProgressionRule = { type: 'linear' },
  units: DisplayUnits,
): Recommendation | undefined {
  const goal = rule.type === 'double' ? { ...target, reps: rule.reps.min } : target;
  const attempts = workoutsOf(history.map(withKnownHelp)).map((workout) => attemptOf(workout, goal));
  const latest = attempts.at(-1);
  const exercise = history.at(-1)?.exerciseKey;
  if (!latest || exercise === undefined) return undefined;
  const { weight } = latest;
  const failed = failuresAt(attempts);
  if (!weight) return recommendReps(exercise, latest, failed >= FAILURES_BEFORE_RESET);
  const context = { exercise, sets: latest.sets, units };
  if (failed >= FAILURES_BEFORE_RESET) {
    return advise(context, 'reset', lighter(weight, rule, units), latest.reps, weight);
  }
  if (latest.met) return advance({ ...context, weight, attempt: latest }, rule);
  return advise(context, 'repeat', heavier(weight, target.weight), latest.reps);
}
