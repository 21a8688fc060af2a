import { invalid } from '../../errors.ts';
import type { ActivityData, ActivityDataInput, ActivityType } from '../contract/progress.ts';
import { isExerciseInput, normaliseExerciseData } from './activity/exercise-data.ts';
import type { DisplayUnits } from './units.ts';

/**
 * Turn entered data into stored data. Exercises become a list of sets with parsed quantities, in the units that were
 * typed. Numbers without a unit get the user's own unit.
 * @throws DomainError validation_failed with the wrong field, such as `data.sets.0.weight`, also if the data do not fit
 * the activity type
 */
export function normaliseActivity(
  activityType: ActivityType,
  data: ActivityDataInput,
  units: DisplayUnits,
): ActivityData {
  switch (activityType) {
    case 'exercise':
      if (isExerciseInput(data)) return normaliseExerciseData(data, units);
      throw invalid({ path: 'data.exercise', message: 'an exercise entry needs the exercise and its sets' });
    case 'quiz':
      if ('score' in data) return data;
      throw invalid({ path: 'data.score', message: 'a quiz entry needs score and outOf' });
    case 'reading':
      return timeOf(data, 'a reading entry needs minutes');
    case 'practice':
      return isExerciseInput(data)
        ? normaliseExerciseData(data, units)
        : timeOf(data, 'a practice entry needs minutes, or an exercise and its sets');
    case 'reflection':
      return reflectionOf(data);
  }
}

function timeOf(data: ActivityDataInput, message: string): ActivityData {
  if (isExerciseInput(data) || 'score' in data || data.minutes === undefined)
    throw invalid({ path: 'data.minutes', message });
  if ('text' in data || 'mood' in data)
    throw invalid({ path: 'data', message: 'text and mood belong to a reflection' });
  return { ...data, minutes: data.minutes };
}

function reflectionOf(data: ActivityDataInput): ActivityData {
  const foreign = ['exercise', 'score', 'topic'].find((field) => field in data);
  if (!foreign && !isExerciseInput(data)) return data;
  throw invalid({ path: `data.${foreign}`, message: 'a reflection has text, mood and minutes only' });
}
