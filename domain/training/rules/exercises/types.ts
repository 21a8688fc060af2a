/** How the sets of an exercise are measured. `bodyweight` may have a load, `assisted` is bodyweight minus help. */
export type ExerciseMeasure = 'weight' | 'bodyweight' | 'assisted' | 'time' | 'distance';

export type Language = 'en' | 'de' | 'es' | 'fr';

/** The equipment of an exercise. `any` means that no equipment is usual, so a named one is always part of the key. */
export type Equipment =
  | 'barbell'
  | 'dumbbell'
  | 'kettlebell'
  | 'machine'
  | 'cable'
  | 'smith_machine'
  | 'ez_bar'
  | 'trap_bar'
  | 'landmine'
  | 'band'
  | 'plate'
  | 'ring'
  | 'treadmill'
  | 'bodyweight'
  | 'any'
  | 'none';

export type Muscle =
  | 'chest'
  | 'lats'
  | 'upper_back'
  | 'lower_back'
  | 'traps'
  | 'shoulders'
  | 'biceps'
  | 'triceps'
  | 'forearms'
  | 'neck'
  | 'abs'
  | 'obliques'
  | 'hip_flexors'
  | 'glutes'
  | 'quads'
  | 'hamstrings'
  | 'calves'
  | 'shins'
  | 'adductors'
  | 'abductors'
  | 'whole_body';

/**
 * One exercise as data. The names of a language are separated by commas, and the first one is shown. A name with `?` is
 * also an everyday word that often means something else. Plurals in s, accents, hyphens and spaces are ignored when
 * names are compared, and so is the spelling of umlauts (`ü` or `ue`).
 */
export interface ExerciseSource {
  key: string;
  measure: ExerciseMeasure;
  equipment: Equipment;
  primary: readonly Muscle[];
  secondary?: readonly Muscle[];
  /** The smallest useful increase of weight, where it is not that of PR6. */
  step?: { kg: number; lb: number };
  en: string;
  de: string;
  es: string;
  fr: string;
  /** Verb forms that say that the exercise was done, such as `ran`. */
  past?: { readonly [L in Language]?: string };
}
