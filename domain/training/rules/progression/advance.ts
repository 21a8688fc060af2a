import type { Recommendation } from '../../contract/progress.ts';
import type { Quantity } from '../../contract/quantity.ts';
import { compare, convert, format } from '../units.ts';
import { advise } from './advise.ts';
import type { Context } from './advise.ts';
import { isComparable } from './attempt.ts';
import type { Attempt } from './attempt.ts';
import type { ProgressionRule } from './rule.ts';
import { shareOfMax, stepUp } from './steps.ts';

interface Success extends Context {
  weight: Quantity;
  attempt: Attempt;
}

/**
 * Recommend the next weight and reps after a workout in which every judged set met its target. The rule determines the
 * increase. The recommended weight is never above the rule's ceiling.
 */
export function advance(success: Success, rule: ProgressionRule): Recommendation {
  const { weight, attempt, exercise, units } = success;
  switch (rule.type) {
    case 'double':
      if (attempt.lowest < rule.reps.max) return advise(success, 'double', weight, attempt.lowest + 1);
      return upTo(rule, success, stepUp(weight, 1, exercise, rule, units), rule.reps.min);
    case 'percentage': {
      const max = stepUp(rule.trainingMax, 1, exercise, rule, units);
      return upTo(rule, success, shareOfMax(max, rule.percent, units), attempt.reps);
    }
    case 'amrap': {
      const steps = attempt.reps > 0 && attempt.last >= 2 * attempt.reps ? 2 : 1;
      return upTo(rule, success, stepUp(weight, steps, exercise, rule, units), attempt.reps);
    }
    case 'linear':
      return upTo(rule, success, stepUp(weight, 1, exercise, rule, units), attempt.reps);
  }
}

function upTo({ type, ceiling }: ProgressionRule, success: Success, next: Quantity, reps: number): Recommendation {
  if (!ceiling || !isComparable(ceiling, next) || compare(next, ceiling) <= 0) return advise(success, type, next, reps);
  const highest = convert(ceiling, next.unit);
  if (compare(success.weight, highest) < 0) return advise(success, type, highest, reps);
  const text = `Stay at ${format(highest, success.units.weight)} × ${reps}: that is your ceiling`;
  return { ...advise(success, 'repeat', highest, reps), text };
}
