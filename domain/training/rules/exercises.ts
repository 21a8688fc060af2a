import { arms } from './exercises/arms.ts';
import { back } from './exercises/back.ts';
import { calisthenics } from './exercises/calisthenics.ts';
import { chest } from './exercises/chest.ts';
import { conditioning } from './exercises/conditioning.ts';
import { core } from './exercises/core.ts';
import { endurance } from './exercises/endurance.ts';
import { hips } from './exercises/hips.ts';
import { legs } from './exercises/legs.ts';
import { olympic } from './exercises/olympic.ts';
import { shoulders } from './exercises/shoulders.ts';
import { sports } from './exercises/sports.ts';
import type { ExerciseSource, Muscle } from './exercises/types.ts';

export type { Equipment, ExerciseMeasure, Language, Muscle } from './exercises/types.ts';

/** One exercise of the catalogue [PR8]. */
export interface Exercise extends Pick<ExerciseSource, 'key' | 'measure' | 'equipment' | 'primary'> {
  secondary: readonly Muscle[];
  /** Whether legs and hips do the work. */
  isLowerBody: boolean;
  /** The usual increase of weight [PR6]. */
  step: { kg: number; lb: number };
  /** The data with all names. */
  source: ExerciseSource;
}

const LOWER_BODY: ReadonlySet<Muscle> = new Set([
  'glutes',
  'quads',
  'hamstrings',
  'calves',
  'shins',
  'adductors',
  'abductors',
]);
export const UPPER_STEP = { kg: 2.5, lb: 5 };
export const LOWER_STEP = { kg: 5, lb: 10 };

/** All exercises that have a name of their own. */
export const catalogue: readonly Exercise[] = [
  chest,
  back,
  shoulders,
  arms,
  legs,
  hips,
  calisthenics,
  core,
  olympic,
  conditioning,
  endurance,
  sports,
].flatMap((sources) => sources.map(exerciseOf));

function exerciseOf(source: ExerciseSource): Exercise {
  const { key, measure, equipment, primary, secondary = [] } = source;
  const isLowerBody = primary.some((muscle) => LOWER_BODY.has(muscle));
  const step = source.step ?? (isLowerBody ? LOWER_STEP : UPPER_STEP);
  return { key, measure, equipment, primary, secondary, isLowerBody, step, source };
}
