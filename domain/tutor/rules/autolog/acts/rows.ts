import type { Quantity, SetInput } from '../../../../training/contract/quantity.ts';

/** A number of equal sets. */
export interface Row {
  sets?: number;
  reps?: number[];
  weight?: Quantity;
  distance?: Quantity;
  duration?: Quantity;
  rpe?: number;
  rir?: number;
}

const MOST_SETS = 30;
const MOST_REPS = 1_000;
const MOST_WEIGHT = { kg: 700, lb: 1_500, bodyweight: 700 };
/** The largest distance or duration of a set, whatever its unit. */
const MOST_STRETCH = 100_000;

/** Return the sets of the rows in order. A row without content or with a fractional number of sets gives no set. */
export function setsOf(rows: readonly Row[]): SetInput[] {
  return rows.flatMap(({ sets, reps = [], ...rest }): SetInput[] => {
    if (reps.length > 1) return reps.slice(0, MOST_SETS + 1).map((count) => ({ ...rest, reps: count }));
    if (sets !== undefined && (!Number.isInteger(sets) || sets < 1)) return [];
    const [count] = reps;
    const set: SetInput = count === undefined ? rest : { ...rest, reps: count };
    const says = sets !== undefined || Object.keys(set).length > 0;
    return says ? Array.from({ length: Math.min(sets ?? 1, MOST_SETS + 1) }, () => ({ ...set })) : [];
  });
}

/** Return whether a person could have done these sets in one workout. */
export function isPlausible(sets: readonly SetInput[]): boolean {
  return sets.length > 0 && sets.length <= MOST_SETS && sets.every(isPlausibleSet);
}

function isPlausibleSet({ reps, weight, duration, distance, rpe, rir }: SetInput): boolean {
  if (reps !== undefined && (!Number.isInteger(reps) || reps < 1 || reps > MOST_REPS)) return false;
  if (
    typeof weight === 'object' &&
    (weight.unit === 'kg' || weight.unit === 'lb' || weight.unit === 'bodyweight') &&
    Math.abs(weight.value) > MOST_WEIGHT[weight.unit]
  )
    return false;
  if (rpe !== undefined && (rpe < 1 || rpe > 10)) return false;
  return (
    (rir === undefined || rir <= 20) &&
    [duration, distance].every((way) => typeof way !== 'object' || (way.value > 0 && way.value <= MOST_STRETCH))
  );
}
