import { z } from 'zod';
import { requiredText } from '../../contract/common.ts';
import { ActivityDataInput, ActivityType } from '../../training/contract/progress.ts';
import { MAX_SUGGESTION, NextAction } from './chat.ts';
import { MemoryType } from './memory.ts';

/** The most characters of JSON for the data of one activity. Thirty sets with all their numbers take half of it. */
const MAX_DATA_UNITS = 8 * 1_024;

/**
 * The arguments of the tool call with which a model asks to log an activity of the learner. They are not trusted: they
 * are parsed and checked against the message, and refused if they don't match [MO4].
 */
export const LogActivity = z.strictObject({
  activityType: ActivityType,
  data: ActivityDataInput.refine((data) => JSON.stringify(data).length <= MAX_DATA_UNITS, {
    error: 'must be at most 8 KiB of JSON',
  }),
  quote: requiredText(1_000).describe(
    'The exact words of the message that report the activity, copied letter by letter',
  ),
  confidence: z.number().min(0).max(1),
  needsAttention: z.boolean().default(false).describe('Pain, injury or form trouble'),
});
export type LogActivity = z.output<typeof LogActivity>;

export const Remember = z.strictObject({
  memoryType: MemoryType,
  key: requiredText(100).describe('snake_case, the same for the same thing'),
  value: requiredText(1_000),
  importanceScore: z.number().min(0).max(1),
  quote: requiredText(1_000).describe('The exact words of the message this rests on'),
});

export const Suggest = z.strictObject({
  suggestions: z
    .array(requiredText(MAX_SUGGESTION))
    .max(4)
    .describe('Short things the learner may want to say or do next'),
  nextAction: NextAction.optional(),
});

export const tutorTools = {
  log_activity: {
    description: 'Log something the learner says they have done. Never for plans, questions, wishes or other people.',
    input: LogActivity,
  },
  remember: {
    description: 'Remember a lasting fact, preference, goal, struggle or success of the learner.',
    input: Remember,
  },
  suggest: { description: 'Offer next steps as chips under the answer. Call it once, last.', input: Suggest },
} as const;
