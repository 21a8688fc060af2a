import { normaliseExercise } from '../../../training/rules/exercise-names.ts';
import type { Detection } from './types.ts';

/**
 * What an act is apart from its words and numbers: with message and span it is logged once, also when another attempt of a
 * model reads the numbers in another way [T8].
 */
export function activityKey({ activityType, data }: Pick<Detection, 'activityType' | 'data'>): string {
  return 'exercise' in data ? `${activityType}:${normaliseExercise(data.exercise).key}` : activityType;
}
