import { withoutEquipment } from './exercise-names/equipment.ts';
import { knownKey } from './exercise-names/key.ts';
import { aliasOf } from './exercise-names/lookup.ts';
import { regularWords } from './exercise-names/words.ts';
import { LOWER_STEP, UPPER_STEP } from './exercises.ts';
import type { Exercise, ExerciseMeasure } from './exercises.ts';

export { longestAlias } from './exercise-names/lookup.ts';
export type { AliasMatch } from './exercise-names/lookup.ts';
export { regularWords } from './exercise-names/words.ts';

/**
 * The name of an exercise. `key` is the same for all logs of the exercise. `name` is the typed name in readable form.
 */
export interface ExerciseName {
  key: string;
  name: string;
}

/** A name in which equipment may be looked for. Longer names get a key without a look into the catalogue. */
const MOST_WORDS = 10;

/**
 * Return the name of an exercise. `Bench Press (Barbell)`, `bench_press` and `Bankdrücken` get the same key [PR8]. An
 * unknown name gets a key in the same regular form.
 */
export function normaliseExercise(typed: string): ExerciseName {
  const name = typed
    .normalize('NFKC')
    .replace(/[\s_]+/g, ' ')
    .trim();
  const words = regularWords(name);
  if (words.length === 0) return { key: name.toLowerCase(), name };
  if (words.length > MOST_WORDS) return { key: words.join('_'), name };
  return { key: knownKey(words) ?? inFront(name, words).join('_'), name };
}

/** Return the words of an unknown name, with what is in brackets moved to the front: `Windmill (Barbell)`. */
function inFront(name: string, words: string[]): string[] {
  const inner = /\S\s*\(([^()]*)\)$/.exec(name)?.[1];
  const last = inner === undefined ? [] : regularWords(inner);
  if (last.length === 0 || last.length >= words.length) return words;
  return [...last, ...words.slice(0, -last.length)];
}

/**
 * The longest key or name in UTF-16 units. Some characters, such as `&` and `ﷺ`, become several when they are written
 * out.
 */
export const MAX_EXERCISE_NAME = 200;

export function isKeepable({ key, name }: ExerciseName): boolean {
  return key.length <= MAX_EXERCISE_NAME && name.length <= MAX_EXERCISE_NAME;
}

/** Return a name with which a sentence can begin: `bench_press` → `Bench press`. */
export function exerciseTitle(nameOrKey: string): string {
  const text = nameOrKey.replace(/_/g, ' ').trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Return whether legs and hips do the work. Their exercises get larger steps [PR6]. */
export function isLowerBody(key: string): boolean {
  return nearest(key)?.isLowerBody ?? false;
}

/** Return the usual increase of weight [PR6]. */
export function stepOf(key: string): { kg: number; lb: number } {
  const exercise = nearest(key);
  if (exercise?.key === key) return exercise.step;
  return exercise?.isLowerBody ? LOWER_STEP : UPPER_STEP;
}

/** Return how the sets of an exercise are measured, or undefined for an unknown exercise. */
export function measureOf(key: string): ExerciseMeasure | undefined {
  const exercise = nearest(key);
  if (!exercise || exercise.key === key) return exercise?.measure;
  for (const { variant } of withoutEquipment(regularWords(key))) {
    if (variant === 'assisted') return 'assisted';
    if (exercise.measure === 'bodyweight' && variant !== 'bodyweight') return 'weight';
  }
  return exercise.measure;
}

/** Return the exercise with this key or, for an unknown one such as `paused_squat`, the exercise with which it ends. */
function nearest(key: string): Exercise | undefined {
  const words = regularWords(key);
  for (let from = Math.max(0, words.length - MOST_WORDS); from < words.length; from += 1) {
    const alias = aliasOf(words.slice(from));
    if (alias) return alias.exercise;
  }
  return undefined;
}
