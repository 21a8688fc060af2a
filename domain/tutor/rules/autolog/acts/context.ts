import type { Quantity } from '../../../../training/contract/quantity.ts';
import { isKeepable, normaliseExercise } from '../../../../training/rules/exercise-names.ts';
import { readQuantity } from '../../../../training/rules/units.ts';
import type { DisplayUnits } from '../../../../training/rules/units.ts';
import type { ChatContext } from '../../../contract/chat.ts';
import { kindOf } from '../language/exercises.ts';
import type { ExerciseKind } from '../language/exercises.ts';

/** What the learner is doing, as far as it can be read from the context of the message. */
export interface Setting {
  exercise?: { name: string; key: string; kind: ExerciseKind };
  weight?: Quantity;
  reps?: number;
  sets?: number;
}

export function settingOf(context: ChatContext | undefined, units: DisplayUnits): Setting {
  const name = context?.currentExercise?.replace(/_/g, ' ').trim();
  const exercise = name ? normaliseExercise(name) : undefined;
  const setting: Setting = {};
  if (name && exercise && isKeepable(exercise)) setting.exercise = { name, key: exercise.key, kind: kindOf(name) };
  if (context?.weight !== undefined) {
    const reading =
      typeof context.weight === 'string' ? readQuantity(context.weight, 'weight', units.weight) : undefined;
    if (reading?.state === 'read') setting.weight = reading.quantity;
    else if (typeof context.weight === 'object') setting.weight = context.weight;
  }
  if (context?.repsCompleted) setting.reps = context.repsCompleted;
  if (context?.setsCompleted) setting.sets = context.setsCompleted;
  return setting;
}
