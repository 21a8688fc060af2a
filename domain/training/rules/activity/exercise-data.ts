import { invalid } from '../../../errors.ts';
import type { ActivityDataInput, ExerciseData } from '../../contract/progress.ts';
import type { Quantity, QuantityInput, Set, SetInput } from '../../contract/quantity.ts';
import { isKeepable, MAX_EXERCISE_NAME, measureOf, normaliseExercise } from '../exercise-names.ts';
import { convert, dimensionOf, parseQuantity } from '../units.ts';
import type { DisplayUnits, QuantityKind } from '../units.ts';

type ExerciseInput = Extract<ActivityDataInput, { exercise: string }>;
type CountedInput = Exclude<ExerciseInput, { sets: SetInput[] }>;

const isCounted = (data: ExerciseInput): data is CountedInput => !Array.isArray(data.sets);

export function isExerciseInput(data: ActivityDataInput): data is ExerciseInput {
  return 'exercise' in data;
}

export function normaliseExerciseData(data: ExerciseInput, units: DisplayUnits): ExerciseData {
  const exercise = normaliseExercise(data.exercise);
  if (!isKeepable(exercise)) {
    throw invalid({
      path: 'data.exercise',
      message: `must come to at most ${MAX_EXERCISE_NAME} characters when written out`,
    });
  }
  const sets = isCounted(data)
    ? countedSets(data, units)
    : data.sets.map((set, index) => normaliseSet(set, `data.sets.${index}`, units));
  return { exercise: exercise.name, exerciseKey: exercise.key, sets: asMeasured(exercise.key, sets) };
}

/**
 * Return the sets in the measure of their exercise. A plain weight of an exercise that is done with one's own weight is
 * a load on it [PR3]. That of an assisted exercise is help, so it becomes a negative load [PR9].
 */
export function asMeasured(exerciseKey: string, sets: Set[]): Set[] {
  const isPlain = ({ weight }: Set) => weight !== undefined && dimensionOf(weight.unit) === 'weight';
  if (!sets.some(isPlain)) return sets;
  const measure = measureOf(exerciseKey);
  if (measure !== 'assisted' && measure !== 'bodyweight') return sets;
  return sets.map((set) => {
    if (!set.weight || !isPlain(set)) return set;
    const { value } = convert(set.weight, 'kg');
    return { ...set, weight: { value: measure === 'bodyweight' || value === 0 ? value : -value, unit: 'bodyweight' } };
  });
}

/**
 * Expand "3 sets of these reps at this weight" to sets. A single number of reps applies to every set; a list has one
 * number per set.
 */
function countedSets(data: CountedInput, units: DisplayUnits): Set[] {
  const { sets, reps } = data;
  if (Array.isArray(reps) && reps.length !== sets) {
    throw invalid({ path: 'data.reps', message: `must have ${sets} numbers, one for each set, not ${reps.length}` });
  }
  const weight = data.weight === undefined ? {} : { weight: quantityOf(data.weight, 'weight', 'data.weight', units) };
  return Array.from({ length: sets }, (_, index) => ({
    ...weight,
    reps: Array.isArray(reps) ? (reps[index] ?? 0) : reps,
  }));
}

function normaliseSet({ weight, duration, distance, ...rest }: SetInput, path: string, units: DisplayUnits): Set {
  if (rest.reps === undefined && duration === undefined && distance === undefined) {
    throw invalid({ path, message: 'needs reps, a duration or a distance' });
  }
  const set: Set = { ...rest };
  if (weight !== undefined) set.weight = quantityOf(weight, 'weight', `${path}.weight`, units);
  if (duration !== undefined) set.duration = quantityOf(duration, 'duration', `${path}.duration`, units);
  if (distance !== undefined) set.distance = quantityOf(distance, 'distance', `${path}.distance`, units);
  return set;
}

function quantityOf(input: QuantityInput, kind: QuantityKind, path: string, units: DisplayUnits): Quantity {
  const bareUnit = { weight: units.weight, distance: units.distance, duration: 'min' } as const;
  if (typeof input === 'string') return parseQuantity(input, kind, bareUnit[kind], path);
  const dimension = dimensionOf(input.unit);
  if (dimension !== kind && !(dimension === 'load' && kind === 'weight')) {
    throw invalid({ path, message: `${input.unit} is not a unit of ${kind}` });
  }
  if (input.value < 0 && dimension !== 'load') throw invalid({ path, message: 'must not be below 0' });
  return input;
}
