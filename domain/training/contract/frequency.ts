import { z } from 'zod';

/** How often an activity is required. Weekdays are numbered from Sunday = 0. */
export const Frequency = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('daily') }),
  z.strictObject({ type: z.literal('weekly'), count: z.int().min(1).max(7) }),
  z.strictObject({ type: z.literal('custom'), days: z.array(z.int().min(0).max(6)).min(1).max(7) }),
  z.strictObject({ type: z.literal('flexible'), minPerWeek: z.int().min(1).max(7) }),
]);
export type Frequency = z.output<typeof Frequency>;

/** The required frequency of a course that does not set one. */
export const defaultFrequency: Frequency = { type: 'flexible', minPerWeek: 3 };
