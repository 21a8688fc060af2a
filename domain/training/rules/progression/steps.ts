import type { Quantity } from '../../contract/quantity.ts';
import { stepOf } from '../exercise-names.ts';
import { convert, fromSi, siNumber } from '../units.ts';
import type { DisplayUnits } from '../units.ts';
import type { ProgressionRule } from './rule.ts';

/** The smallest weight that can be added in most gyms: a pair of the smallest plates. */
const PLATES = { kg: 2.5, lb: 5 };
const RESET_SHARE = 0.9;

/** Return the unit of the plates: the unit of the weight or, for a load added to bodyweight, the user's own unit. */
function plateUnit({ unit }: Quantity, units: DisplayUnits): 'kg' | 'lb' {
  return unit === 'lb' || unit === 'kg' ? unit : units.weight;
}

/**
 * Return `weight` plus a number of steps. The rule may give the size of a step, otherwise it depends on the exercise
 * [PR6]. Help goes down to none, and not on to an added load [PR9].
 */
export function stepUp(
  weight: Quantity,
  times: number,
  exercise: string,
  rule: ProgressionRule,
  units: DisplayUnits,
): Quantity {
  const unit = plateUnit(weight, units);
  const own = rule.step ? convert(rule.step, unit).value : stepOf(exercise)[unit];
  const next = shifted(weight, { value: own * times, unit });
  return weight.value < 0 && next.value > 0 ? { ...next, value: 0 } : next;
}

/**
 * Return 90 % of a failed weight, rounded down to a weight that can be loaded with whole plates [PR6]. A negative load
 * is the help of a machine or band, so the help is increased instead.
 */
export function lighter(weight: Quantity, rule: ProgressionRule, units: DisplayUnits): Quantity {
  const unit = plateUnit(weight, units);
  if (rule.type === 'percentage') return shareOfMax(rule.trainingMax, rule.percent * RESET_SHARE, units);
  if (weight.value < 0) return shifted(weight, { value: -PLATES[unit], unit });
  const amount = fromSi(siNumber(weight), unit).value * RESET_SHARE;
  const plates = Math.floor(amount / PLATES[unit] + 1e-9) * PLATES[unit];
  return inUnitOf(weight, { value: plates > 0 ? plates : Math.round(amount * 2) / 2, unit });
}

/** Return the given share of the training max, rounded to a weight that can be loaded with whole plates. */
export function shareOfMax(max: Quantity, share: number, units: DisplayUnits): Quantity {
  const unit = plateUnit(max, units);
  const amount = fromSi(siNumber(max), unit).value * share;
  return inUnitOf(max, { value: Math.round(amount / PLATES[unit]) * PLATES[unit], unit });
}

function shifted(weight: Quantity, by: { value: number; unit: 'kg' | 'lb' }): Quantity {
  const sum = fromSi(siNumber(weight), by.unit).value + by.value;
  return inUnitOf(weight, { value: Math.round(sum * 100) / 100, unit: by.unit });
}

/** Return the amount in the unit of another quantity. A load added to bodyweight is always stored in kg. */
function inUnitOf({ unit }: Quantity, amount: Quantity): Quantity {
  return unit === amount.unit ? amount : fromSi(siNumber(amount), unit);
}
