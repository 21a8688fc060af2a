import type { Record } from '../../contract/record.ts';
import { isWarmup } from '../activity/set-types.ts';
import { compareNumbers, siNumber } from '../units.ts';
import { weightOf } from './bests.ts';
import { recordOf } from './types.ts';
import type { ExerciseBests, ExerciseLog, Mark } from './types.ts';

type Frontier = ExerciseBests['frontier'];
type RepsMark = Mark & { reps: number };

/**
 * Most reps at a weight or more: beaten by a set with more reps than any earlier one at least as heavy. A weight above all
 * earlier ones has nothing to compare with and is a baseline. Of several in one log the heaviest counts.
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

/** Heaviest first; of equal weights the earlier mark stays unless beaten. */
function undominated(marks: Mark[]): Mark[] {
  const kept: Mark[] = [];
  for (const mark of [...marks].sort((a, b) => b.value - a.value || (b.reps ?? 0) - (a.reps ?? 0))) {
    if (!kept.some((held) => compareNumbers(held.value, mark.value) >= 0 && (held.reps ?? 0) >= (mark.reps ?? 0)))
      kept.push(mark);
  }
  return kept;
}
