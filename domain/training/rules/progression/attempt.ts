import type { Quantity, Set } from '../../contract/quantity.ts';
import { compare, compareNumbers, dimensionOf, siNumber } from '../units.ts';

/** The planned sets and reps of a workout. */
export interface Target {
  reps?: number;
  weight?: Quantity;
  sets?: number;
}

/** A workout compared with its target. */
export interface Attempt {
  /** The heaviest weight of the workout. Absent if the sets were done with bodyweight alone. */
  weight?: Quantity;
  sets: number;
  /** The target number of reps. */
  reps: number;
  lowest: number;
  last: number;
  met: boolean;
}

/**
 * Compare a workout with its target. Only the sets at the heaviest weight are judged. Lighter sets lead up to them or
 * follow them, and don't count.
 */
export function attemptOf(workout: [Set, ...Set[]], target: Target): Attempt {
  const top = workout.reduce((best, set) => (loadOf(set) > loadOf(best) ? set : best));
  const judged = workout.filter((set) => compareNumbers(loadOf(set), loadOf(top)) === 0);
  const done = judged.map((set) => set.reps ?? 0);
  const reps = target.reps ?? done[0] ?? 0;
  const weight = top.weight && !(top.weight.unit === 'bodyweight' && top.weight.value === 0) ? top.weight : undefined;
  return {
    ...(weight && { weight }),
    sets: Math.max(judged.length, target.sets ?? 0),
    reps,
    lowest: Math.min(...done),
    last: done.at(-1) ?? 0,
    met: judged.length >= (target.sets ?? 0) && done.every((count) => count >= reps) && reaches(weight, target.weight),
  };
}

/** Return how many of the latest workouts in a row missed their target at the same weight as the latest one. */
export function failuresAt(attempts: readonly Attempt[]): number {
  const newestFirst = attempts.toReversed();
  const [latest] = newestFirst;
  const end = newestFirst.findIndex((attempt) => attempt.met || !latest || !sameWeight(attempt.weight, latest.weight));
  return end === -1 ? newestFirst.length : end;
}

const loadOf = (set: Set) => (set.weight ? siNumber(set.weight) : 0);

function sameWeight(a: Quantity | undefined, b: Quantity | undefined): boolean {
  if (!a || !b) return a === b;
  return isComparable(a, b) && compare(a, b) === 0;
}

function reaches(weight: Quantity | undefined, target: Quantity | undefined): boolean {
  return !target || !weight || !isComparable(weight, target) || compare(weight, target) >= 0;
}

export const isComparable = (a: Quantity, b: Quantity) => dimensionOf(a.unit) === dimensionOf(b.unit);
