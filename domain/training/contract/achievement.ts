import { z } from 'zod';
import { Empty, exampleAt, Instant } from '../../contract/common.ts';
import { event, operation } from '../../contract/define.ts';
import { Reason } from './reason.ts';

export const Achievement = z.object({
  key: z.string(),
  title: z.string(),
  description: z.string(),
  earnedAt: Instant.optional(),
  /** How much of the achievement's threshold is reached, from 0 to 1. */
  progress: z.number().min(0).max(1),
  revokedAt: Instant.optional(),
  reason: z.string().optional(),
});
export type Achievement = z.output<typeof Achievement>;

export const achievementOperations = {
  'achievement.list': operation({
    summary: 'Your achievements: earned, in progress (with the fraction reached) and revoked (with the reason).',
    rest: { method: 'GET', path: '/analytics/achievements' },
    access: 'user',
    limits: ['api'],
    input: Empty,
    output: z.object({ data: z.array(Achievement) }),
    example: {
      input: {},
      output: {
        data: [
          {
            key: 'first_log',
            title: 'First step',
            description: 'Log your first activity.',
            progress: 1,
            earnedAt: exampleAt,
          },
        ],
      },
    },
  }),
};

const reason = Reason.optional();

export const achievementEvents = {
  'achievement.earned': event('user', 'An achievement was earned.', Achievement.extend({ reason })),
  'achievement.updated': event(
    'user',
    'An achievement is now earned by another log, so `earnedAt` changed [DF3].',
    Achievement.extend({ reason }),
  ),
  'achievement.revoked': event('user', 'An achievement no longer holds.', Achievement),
};
