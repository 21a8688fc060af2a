import type { ExerciseData } from '../../contract/progress.ts';
import type { Set } from '../../contract/quantity.ts';
import { isWarmup } from '../activity/set-types.ts';
import { compareNumbers, formatNumber, fromSi, siNumber } from '../units.ts';
import type { DisplayUnits } from '../units.ts';

/**
 * Say how the sets compare with the sets of last time: by the heaviest weight and, if that is equal, by the most reps
 * at that weight. Return undefined if they can't be compared, such as a weight with a load added to bodyweight.
 */
export function compareWithLastTime(
  data: ExerciseData,
  previous: ExerciseData,
  units: DisplayUnits,
): string | undefined {
  const [now, before] = [topOf(data.sets), topOf(previous.sets)];
  if (!now || !before || now.load !== before.load) return undefined;
  const order = compareNumbers(now.kg, before.kg);
  if (order !== 0) {
    const gap = fromSi(Math.abs(now.kg - before.kg), units.weight).value;
    return `${order > 0 ? 'up' : 'down'} ${formatNumber(gap)} ${units.weight} from last time`;
  }
  const more = now.reps - before.reps;
  if (more === 0) return 'the same as last time';
  return `${Math.abs(more)} ${Math.abs(more) === 1 ? 'rep' : 'reps'} ${more > 0 ? 'more' : 'fewer'} than last time`;
}

function topOf(sets: Set[]): { kg: number; load: boolean; reps: number } | undefined {
  const tops = sets.flatMap((set) =>
    isWarmup(set) || set.reps === undefined
      ? []
      : [
          {
            kg: set.weight ? siNumber(set.weight) : 0,
            load: (set.weight?.unit ?? 'bodyweight') === 'bodyweight',
            reps: set.reps,
          },
        ],
  );
  return tops.sort((a, b) => b.kg - a.kg || b.reps - a.reps)[0];
}
