import { normaliseExercise } from '../exercise-names.ts';

/** What people call exercises, longest first so that "front squat" is not a squat. */
const NAMES = [
  'incline dumbbell press',
  'dumbbell shoulder press',
  'romanian deadlifts?',
  'bulgarian split squats?',
  'incline bench press',
  'close grip bench press',
  'dumbbell bench press',
  'bench press(?:es)?',
  'bench(?:ed)?',
  'front squats?',
  'goblet squats?',
  'split squats?',
  'back squats?',
  'air squats?',
  'squats?',
  'squatted',
  'sumo deadlifts?',
  'deadlifts?',
  'deadlifted',
  'rdls?',
  'overhead press(?:es)?',
  'shoulder press(?:es)?',
  'military press(?:es)?',
  'ohp',
  'push press(?:es)?',
  'leg press(?:es)?',
  'chest press(?:es)?',
  'barbell rows?',
  'bent over rows?',
  'cable rows?',
  'seated rows?',
  'dumbbell rows?',
  'rows',
  'pull[- ]?ups?',
  'chin[- ]?ups?',
  'push[- ]?ups?',
  'press[- ]?ups?',
  'sit[- ]?ups?',
  'crunches',
  'dips?',
  'lunges?',
  'burpees?',
  'planks?',
  'hip thrusts?',
  'glute bridges?',
  'calf raises?',
  'lateral raises?',
  'leg raises?',
  'bicep curls?',
  'biceps curls?',
  'hammer curls?',
  'leg curls?',
  'curls?',
  'tricep extensions?',
  'leg extensions?',
  'skull ?crushers?',
  'lat pulldowns?',
  'pulldowns?',
  'face pulls?',
  'kettlebell swings?',
  'swings?',
  'snatch(?:es)?',
  'clean and jerks?',
  'power cleans?',
  'cleans?',
  'shrugs?',
  'flyes',
  'flies',
  'jumping jacks',
  'mountain climbers',
  'box jumps?',
  'good mornings',
];
const EXERCISE = new RegExp(String.raw`\b(?:${NAMES.join('|')})\b`, 'i');
const PAST_FORMS: { [word: string]: string } = {
  benched: 'bench press',
  bench: 'bench press',
  squatted: 'squat',
  deadlifted: 'deadlift',
};

/** The exercise a text names, as it is to be kept. */
export function exerciseIn(text: string): string | undefined {
  const found = EXERCISE.exec(text)?.[0]?.toLowerCase();
  return found === undefined ? undefined : (PAST_FORMS[found] ?? found);
}

const BODYWEIGHT =
  /^(?:pull_?up|chin_?up|push_?up|press_?up|sit_?up|crunch|dip|lunge|burpee|plank|jumping_jack|mountain_climber|box_jump|air_squat|leg_raise|glute_bridge)/;

/** Whether a weight is expected with it: without one the log is less certain. */
export const isWeighted = (key: string): boolean => !BODYWEIGHT.test(normaliseExercise(key).key);
