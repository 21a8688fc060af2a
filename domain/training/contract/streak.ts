import { z } from 'zod';
import { Id, LocalDate, QueryBoolean } from '../../contract/common.ts';
import { event, operation } from '../../contract/define.ts';
import { Reason } from './reason.ts';

export const DayVerdict = z.enum(['done', 'rest', 'frozen', 'paused', 'missed', 'open']);
export type DayVerdict = z.output<typeof DayVerdict>;

export const Streak = z.object({
  scope: z.union([z.literal('overall'), Id]),
  unit: z.enum(['day', 'week']),
  current: z.int(),
  longest: z.int(),
  status: z.enum(['none', 'active', 'at_risk', 'broken']),
  freezes: z.int(),
  nextMilestone: z.int(),
  days: z.array(z.object({ date: LocalDate, verdict: DayVerdict })).optional(),
});
export type Streak = z.output<typeof Streak>;

export const exampleStreak = {
  scope: 'overall' as const,
  unit: 'day' as const,
  current: 1,
  longest: 1,
  status: 'active' as const,
  freezes: 0,
  nextMilestone: 3,
};

export const streakOperations = {
  'streak.get': operation({
    summary:
      'Your streaks: the overall one first, then one per course. `days` asks for the verdict of each of the last 60 days.',
    rest: { method: 'GET', path: '/analytics/streaks' },
    access: 'user',
    limits: ['api'],
    input: z.strictObject({ days: QueryBoolean.optional() }),
    output: z.object({ data: z.array(Streak) }),
    example: { input: {}, output: { data: [exampleStreak] } },
  }),
};

export const streakEvents = {
  'streak.updated': event(
    'user',
    'A streak changed. `reason` is set if a correction or the passing of time changed it.',
    Streak.extend({ reason: z.enum([...Reason.options, 'time']).optional() }),
  ),
};
