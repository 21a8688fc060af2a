import type { ActivityData, ExerciseData, Metrics } from '../contract/progress.ts';
import type { Set } from '../contract/quantity.ts';
import { isWarmup } from './activity/set-types.ts';
import { siNumber } from './units.ts';

const MAX_ESTIMABLE_REPS = 12;

/**
 * Return the estimated one-rep max by Epley (1985): w(1 + r/30), and w itself if r is 1. Return undefined outside 1 ≤ r
 * ≤ 12, where the estimate is misleading [PR2].
 */
function epley(weight: number, reps: number): number | undefined {
  if (reps < 1 || reps > MAX_ESTIMABLE_REPS) return undefined;
  return reps === 1 ? weight : weight * (1 + reps / 30);
}

/**
 * Return the estimated one-rep max of a set in kg by Epley's formula. Reps in reserve count as done. There is no
 * estimate for warm-ups and bodyweight [PR2].
 */
export function estimatedOneRepMax(set: Set): number | undefined {
  if (isWarmup(set) || !set.weight || set.weight.unit === 'bodyweight' || !set.reps || set.weight.value <= 0)
    return undefined;
  return epley(siNumber(set.weight), set.reps + (set.rir ?? 0));
}

/** Return the total of weight × reps in kg, without warm-ups. For bodyweight sets only the added load counts. */
export function volumeOf(sets: readonly Set[]): number {
  return sets
    .filter((set) => !isWarmup(set))
    .reduce((sum, set) => sum + (set.weight ? Math.max(0, siNumber(set.weight)) : 0) * (set.reps ?? 0), 0);
}

/**
 * Return the metrics of an entry, in kg, s and m, rounded to two decimals. Warm-ups count only for time and distance.
 */
export function metricsOf(data: ActivityData): Metrics {
  if ('sets' in data) return exerciseMetrics(data);
  const minutes = data.minutes === undefined ? {} : { duration: round(data.minutes * 60) };
  if (!('score' in data)) return minutes;
  const share = Math.round((data.score / data.outOf) * 10_000) / 10_000;
  return { ...minutes, score: share, accuracy: share };
}

function exerciseMetrics({ sets }: ExerciseData): Metrics {
  const done = sets.filter((set) => !isWarmup(set));
  const result: Metrics = { sets: done.length };
  if (done.some((set) => set.reps !== undefined)) result.reps = sum(done.map((set) => set.reps ?? 0));
  const weights = done.flatMap(({ weight }) => (weight && weight.unit !== 'bodyweight' ? [siNumber(weight)] : []));
  if (weights.length > 0) result.topWeight = round(Math.max(...weights));
  const volume = volumeOf(sets);
  if (volume > 0) result.volume = round(volume);
  const estimates = sets.map(estimatedOneRepMax).filter((value) => value !== undefined);
  if (estimates.length > 0) result.estimatedOneRepMax = round(Math.max(...estimates));
  const duration = sum(sets.map((set) => (set.duration ? siNumber(set.duration) : 0)));
  if (duration > 0) result.duration = round(duration);
  const distance = sum(sets.map((set) => (set.distance ? siNumber(set.distance) : 0)));
  if (distance > 0) result.distance = round(distance);
  return result;
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const round = (value: number) => Math.round(value * 100) / 100;
