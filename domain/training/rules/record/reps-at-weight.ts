import type { Record } from '../../contract/record.ts';
import { isWarmup } from '../activity/set-types.ts';
import { compareNumbers, siNumber } from '../units.ts';
import { weightOf } from './bests.ts';
import { recordOf } from './types.ts';
import type { ExerciseBests, ExerciseLog, Mark } from './types.ts';

type Frontier = ExerciseBests['frontier'];
type RepsMark = Mark & { reps: number };

/**
 * Update the record of the most reps at a weight or more. A set breaks it if it has more reps than every earlier set
 * that was at least as heavy. A set heavier than all earlier sets has nothing to compare with, so it is a baseline and
 * no record. If one log sets several records, only the one with the heaviest weight is returned.
 */
export function foldRepsAtWeight(before: Frontier, log: ExerciseLog): { frontier: Frontier; records: Record[] } {
  const weight = foldClass(before.weight, log, marksOf(log, false));
  const load = foldClass(before.load, log, marksOf(log, true));
  return { frontier: { weight: weight.frontier, load: load.frontier }, records: [...weight.records, ...load.records] };
}

function marksOf(log: ExerciseLog, load: boolean): RepsMark[] {
  return log.sets.flatMap((set) => {
    const quantity = weightOf(set);
    if (isWarmup(set) || !set.reps || (quantity.unit === 'bodyweight') !== load) return [];
    return [{ value: siNumber(quantity), quantity, reps: set.reps, at: log.occurredAt, entryId: log.id }];
  });
}

function foldClass(before: Mark[], log: ExerciseLog, marks: RepsMark[]): { frontier: Mark[]; records: Record[] } {
  const heaviestFirst = [...marks].sort((a, b) => b.value - a.value || b.reps - a.reps);
  const records = heaviestFirst.flatMap((mark) => {
    const holder = mostReps(before.filter((held) => compareNumbers(held.value, mark.value) >= 0));
    return holder && mark.reps > (holder.reps ?? 0) ? [recordOf('reps_at_weight', log, mark, holder)] : [];
  });
  return { frontier: undominated([...before, ...heaviestFirst]), records: records.slice(0, 1) };
}

function mostReps(marks: Mark[]): Mark | undefined {
  return marks.reduce<Mark | undefined>(
    (best, mark) => (best && (best.reps ?? 0) >= (mark.reps ?? 0) ? best : mark),
    undefined,
  );
}

/**
 * Return the marks for which no other mark has at least the same weight and at least the same reps, heaviest first. Of
 * equal marks the earlier one is kept.
 */
function undominated(marks: Mark[]): Mark[] {
  const kept: Mark[] = [];
  for (const mark of [...marks].sort((a, b) => b.value - a.value || (b.reps ?? 0) - (a.reps ?? 0))) {
    if (!kept.some((held) => compareNumbers(held.value, mark.value) >= 0 && (held.reps ?? 0) >= (mark.reps ?? 0)))
      kept.push(mark);
  }
  return kept;
}
