import { withoutEquipment } from './exercise-names/equipment.ts';
import type { Variant } from './exercise-names/equipment.ts';
import { knownKey } from './exercise-names/key.ts';
import { aliasOf } from './exercise-names/lookup.ts';
import type { Alias } from './exercise-names/lookup.ts';
import { regularWords } from './exercise-names/words.ts';
import { LOWER_STEP, UPPER_STEP } from './exercises.ts';
import type { Exercise, ExerciseMeasure } from './exercises.ts';

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

/**
 * Equipment that is no load on one's own weight but replaces it: `dumbbell_lunge` is measured by the dumbbells. A push-up
 * on rings, with a band or with a plate on the back is still measured by one's own weight.
 */
const LOADED: ReadonlySet<Variant> = new Set([
  'barbell',
  'dumbbell',
  'kettlebell',
  'cable',
  'smith_machine',
  'ez_bar',
  'trap_bar',
  'landmine',
]);

/** Return how the sets of an exercise are measured, or undefined for an unknown exercise. */
export function measureOf(key: string): ExerciseMeasure | undefined {
  const exercise = nearest(key);
  if (!exercise || exercise.key === key) return exercise?.measure;
  const parts = [...withoutEquipment(regularWords(key))];
  const help = parts.find(({ variant }) => variant === 'assisted');
  if (help) {
    const base = measureOf(help.rest.join('_'));
    return base === 'bodyweight' ? 'assisted' : base;
  }
  const has = (accept: (variant: Variant) => boolean) => parts.some(({ variant }) => accept(variant));
  if (exercise.measure === 'weight' && has((variant) => variant === 'bodyweight')) return 'bodyweight';
  if (exercise.measure === 'bodyweight' && has((variant) => LOADED.has(variant))) return 'weight';
  return exercise.measure;
}

/**
 * Return the exercise with this key. For an unknown one return the exercise with which it ends, such as `tempo_squat`,
 * or else the one with the longest name in it, such as `squat_to_box`. An everyday word, such as `box`, counts only at
 * the end and if there is no other name.
 */
function nearest(key: string): Exercise | undefined {
  const words = regularWords(key).slice(-MOST_WORDS);
  const named = aliasOf(words);
  if (named) return named.exercise;
  const ends = words.flatMap((_, from) => aliasOf(words.slice(from)) ?? []);
  const certain = ends.find(({ isAmbiguous }) => !isAmbiguous) ?? longestInside(words) ?? ends[0];
  return certain?.exercise;
}

function longestInside(words: readonly string[]): Alias | undefined {
  for (let length = words.length - 1; length >= 1; length -= 1)
    for (let from = 0; from + length < words.length; from += 1) {
      const alias = aliasOf(words.slice(from, from + length));
      if (alias && !alias.isAmbiguous) return alias;
    }
  return undefined;
}
