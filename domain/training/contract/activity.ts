import { z } from 'zod';
import { requiredText, text } from '../../contract/common.ts';
import { QuantityInput, Set, SetInput } from './quantity.ts';

export const ActivityType = z.enum(['exercise', 'quiz', 'reading', 'practice', 'reflection']);
export type ActivityType = z.output<typeof ActivityType>;

const exerciseName = requiredText(100);
const reps = z.int().min(0).max(10_000);

/** An exercise is entered as a list of sets or, for short, as "3 sets of these reps at this weight". */
const ExerciseInput = z.union([
  z.strictObject({ exercise: exerciseName, sets: z.array(SetInput).min(1).max(100) }),
  z.strictObject({
    exercise: exerciseName,
    weight: QuantityInput.optional(),
    sets: z.int().min(1).max(100),
    reps: z.union([reps, z.array(reps).min(1).max(100)]),
    notes: text(4_000).optional(),
  }),
]);
/** The most characters in the name of the topic of reading, practice or a quiz. */
export const MAX_TOPIC = 200;
const TimeInput = z.strictObject({ minutes: z.number().min(0).max(1_440), topic: text(MAX_TOPIC).optional() });
const ReflectionInput = z.strictObject({
  text: text(10_000).optional(),
  mood: z.int().min(1).max(5).optional(),
  minutes: z.number().min(0).max(1_440).optional(),
});
const QuizInput = z
  .strictObject({
    score: z.number().min(0),
    outOf: z.number().positive(),
    topic: text(MAX_TOPIC).optional(),
    minutes: z.number().min(0).max(1_440).optional(),
  })
  .refine((quiz) => quiz.score <= quiz.outOf, { error: 'must not be above outOf', path: ['score'] });

export const ActivityDataInput = z.union([ExerciseInput, QuizInput, TimeInput, ReflectionInput]);
export type ActivityDataInput = z.output<typeof ActivityDataInput>;

/** The stored form of an exercise: always a list of sets. */
export const ExerciseData = z.object({ exercise: z.string(), exerciseKey: z.string(), sets: z.array(Set) });
export type ExerciseData = z.output<typeof ExerciseData>;
export const ActivityData = z.union([
  ExerciseData,
  z.object({ score: z.number(), outOf: z.number(), topic: z.string().optional(), minutes: z.number().optional() }),
  z.object({ minutes: z.number(), topic: z.string().optional() }),
  z.object({ text: z.string().optional(), mood: z.int().optional(), minutes: z.number().optional() }),
]);
export type ActivityData = z.output<typeof ActivityData>;
