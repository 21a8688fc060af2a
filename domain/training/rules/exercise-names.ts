import { aliases, equipment, keepPlural } from './exercise-names/aliases.ts';

/**
 * The name of an exercise. `key` is the same for all logs of the exercise. `name` is the typed name in readable form.
 */
export interface ExerciseName {
  key: string;
  name: string;
}

/**
 * Return the name of an exercise. `Bench Press`, `bench_press`, `bench presses` and `bench` get the same key [PR1]. An
 * unknown name gets a key in the same regular form.
 */
export function normaliseExercise(typed: string): ExerciseName {
  const name = typed
    .normalize('NFKC')
    .replace(/[\s_]+/g, ' ')
    .trim();
  const words = name
    .normalize('NFKD')
    .replace(/[\p{M}'’.]/gu, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .match(/[\p{L}\p{N}]+/gu);
  if (!words) return { key: name.toLowerCase(), name };
  const key = words.map((word) => singular(equipment.get(word) ?? word)).join('_');
  return { key: Object.hasOwn(aliases, key) ? (aliases[key] ?? key) : key, name };
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

const LOWER_BODY =
  /squat|deadlift|lunge|leg_(?:press|curl|extension)|hip_thrust|glute|calf|hamstring|step_up|good_morning/;

/** Return whether legs and hips do the work. Their exercises get larger steps [PR6]. */
export function isLowerBody(key: string): boolean {
  return LOWER_BODY.test(key);
}

function singular(word: string): string {
  if (word.length < 3 || keepPlural.has(word) || /(?:ss|us|is)$/.test(word)) return word;
  if (/(?:ss|ch|sh|x)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.endsWith('s') ? word.slice(0, -1) : word;
}
