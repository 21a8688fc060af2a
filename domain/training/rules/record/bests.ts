import type { Quantity, Set } from '../../contract/quantity.ts';
import type { Record, RecordKind } from '../../contract/record.ts';
import { isWarmup } from '../activity/set-types.ts';
import { estimatedOneRepMax } from '../metrics.ts';
import { compareNumbers, fromSi, siNumber } from '../units.ts';
import { recordOf } from './types.ts';
import type { ExerciseBests, ExerciseLog, Mark } from './types.ts';

const REP_CLASSES = [1, 3, 5, 8, 10, 12] as const;

interface Candidate {
  kind: RecordKind;
  slot: string;
  value: number;
  quantity: Quantity;
  reps?: number;
}

/**
 * Update the best value of each kind: heaviest weight for at least r reps, best e1RM (estimated one-rep max), longest,
 * farthest. The first value of a kind is a baseline and no record.
 */
export function foldBests(
  before: ExerciseBests['bests'],
  log: ExerciseLog,
): { bests: ExerciseBests['bests']; records: Record[] } {
  const bests = { ...before };
  const records: Record[] = [];
  for (const candidate of strongest(log.sets.filter((set) => !isWarmup(set)).flatMap(candidatesOf))) {
    const { kind, slot, value, quantity, reps } = candidate;
    const previous = before[slot];
    if (previous && compareNumbers(value, previous.value) <= 0) continue;
    const mark: Mark = { value, quantity, ...(reps !== undefined && { reps }), at: log.occurredAt, entryId: log.id };
    bests[slot] = mark;
    if (previous) records.push(recordOf(kind, log, mark, previous));
  }
  return { bests, records };
}

function candidatesOf(set: Set): Candidate[] {
  const candidates: Candidate[] = [];
  const { reps, duration, distance } = set;
  if (reps) {
    const weight = weightOf(set);
    const load = weight.unit === 'bodyweight' ? '/load' : '';
    for (const least of REP_CLASSES.filter((count) => reps >= count)) {
      candidates.push({
        kind: `weight_${least}`,
        slot: `weight_${least}${load}`,
        value: siNumber(weight),
        quantity: weight,
        reps,
      });
    }
    const estimate = estimatedOneRepMax(set);
    if (estimate !== undefined) {
      const shown = fromSi(estimate, weight.unit);
      const quantity = { ...shown, value: Math.round(shown.value * 100) / 100 };
      candidates.push({ kind: 'one_rep_max', slot: 'one_rep_max', value: estimate, quantity, reps });
    }
  }
  if (distance && distance.value > 0) {
    candidates.push({ kind: 'farthest', slot: 'farthest', value: siNumber(distance), quantity: distance });
  } else if (duration && duration.value > 0) {
    // A duration counts only without a distance, because taking longer over a distance is no achievement.
    candidates.push({ kind: 'longest', slot: 'longest', value: siNumber(duration), quantity: duration });
  }
  return candidates;
}

/** Return the weight of a set. A set without a weight was done with bodyweight alone. */
export function weightOf(set: Set): Quantity {
  return set.weight ?? { value: 0, unit: 'bodyweight' };
}

/**
 * Return the best candidate for each slot, which is one kind of best value. Of candidates with equal values, the one
 * with more reps is better.
 */
function strongest(candidates: Candidate[]): Candidate[] {
  const bySlot = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const held = bySlot.get(candidate.slot);
    const more = held ? candidate.value - held.value || (candidate.reps ?? 0) - (held.reps ?? 0) : 1;
    if (more > 0) bySlot.set(candidate.slot, candidate);
  }
  return [...bySlot.values()];
}
