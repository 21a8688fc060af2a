import { normaliseExercise } from '../../../training/rules/exercise-names.ts';
import type { Detection } from './types.ts';

/**
 * Return the key that identifies an act apart from its words and numbers. An act with the same key, message and span is
 * logged once, even if a second attempt of a model reads the numbers in another way [T8].
 */
export function activityKey({ activityType, data }: Pick<Detection, 'activityType' | 'data'>): string {
  return 'exercise' in data ? `${activityType}:${normaliseExercise(data.exercise).key}` : activityType;
}
