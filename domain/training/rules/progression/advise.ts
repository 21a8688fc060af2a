import type { Recommendation } from '../../contract/progress.ts';
import type { Quantity } from '../../contract/quantity.ts';
import { compare, format } from '../units.ts';
import type { DisplayUnits } from '../units.ts';
import { isComparable } from './attempt.ts';

export interface Context {
  exercise: string;
  sets: number;
  units: DisplayUnits;
}

const numbers = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/**
 * Return a recommendation as text and as numbers. `failed` is the weight that was too heavy. It is given only if the
 * rule is `reset`.
 */
export function advise(
  { exercise, sets, units }: Context,
  rule: Recommendation['rule'],
  weight: Quantity,
  reps: number,
  failed?: Quantity,
): Recommendation {
  return {
    exercise,
    text: textOf(rule, format(weight, units.weight), sets, reps, failed && format(failed, units.weight)),
    rule,
    weight,
    reps,
    sets,
  };
}

function textOf(rule: Recommendation['rule'], amount: string, sets: number, reps: number, failed = 'more'): string {
  switch (rule) {
    case 'repeat':
      return `Repeat ${amount} until ${allSets(sets)} ${reps}`;
    case 'reset':
      return `Go back to ${amount} × ${reps}: three tries at ${failed} fell short`;
    case 'amrap':
      return `Next time: ${amount} × ${reps} or more`;
    default:
      return `Next time: ${amount} × ${reps}`;
  }
}

export function allSets(sets: number): string {
  if (sets === 1) return 'you reach';
  return sets === 2 ? 'both sets reach' : `all ${numbers[sets] ?? sets} sets reach`;
}

export function heavier(weight: Quantity, other: Quantity | undefined): Quantity {
  return other && isComparable(weight, other) && compare(other, weight) > 0 ? other : weight;
}
