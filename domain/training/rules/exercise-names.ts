import { aliases, equipment, keepPlural } from './exercise-names/aliases.ts';

/** `key` is what logs of one exercise share, `name` what was typed, made readable. */
export interface ExerciseName {
  key: string;
  name: string;
}

/** One key for `Bench Press`, `bench_press`, `bench presses` and `bench` [PR1]; an unknown name just becomes regular. */
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

/** The most characters of a key or a name that can be kept; written out, `&` and `ﷺ` come to many. */
export const MAX_EXERCISE_NAME = 200;

export function isKeepable({ key, name }: ExerciseName): boolean {
  return key.length <= MAX_EXERCISE_NAME && name.length <= MAX_EXERCISE_NAME;
}

/** `bench_press` → `Bench press`, to begin a sentence with. */
export function exerciseTitle(nameOrKey: string): string {
  const text = nameOrKey.replace(/_/g, ' ').trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const LOWER_BODY =
  /squat|deadlift|lunge|leg_(?:press|curl|extension)|hip_thrust|glute|calf|hamstring|step_up|good_morning/;

/** Whether legs and hips do the lifting: they take bigger steps [PR6]. */
export function isLowerBody(key: string): boolean {
  return LOWER_BODY.test(key);
}

function singular(word: string): string {
  if (word.length < 3 || keepPlural.has(word) || /(?:ss|us|is)$/.test(word)) return word;
  if (/(?:ss|ch|sh|x)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.endsWith('s') ? word.slice(0, -1) : word;
}
