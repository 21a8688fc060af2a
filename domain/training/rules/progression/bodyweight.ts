import type { Recommendation } from '../../contract/progress.ts';
import { allSets } from './advise.ts';
import type { Attempt } from './attempt.ts';

const RESET_SHARE = 0.9;

/** Recommend the reps of an exercise that has no added weight, so that only the reps can increase. */
export function recommendReps(exercise: string, { sets, reps, met }: Attempt, isReset: boolean): Recommendation {
  if (met) return { exercise, rule: 'linear', reps: reps + 1, sets, text: `Next time: ${reps + 1} reps` };
  if (!isReset) return { exercise, rule: 'repeat', reps, sets, text: `Repeat until ${allSets(sets)} ${reps}` };
  const fewer = Math.max(1, Math.floor(reps * RESET_SHARE));
  return {
    exercise,
    rule: 'reset',
    reps: fewer,
    sets,
    text: `Go back to ${fewer} reps: three tries at ${reps} fell short`,
  };
}
