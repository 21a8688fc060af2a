import type { UseCases } from '../../call.ts';
import type { achievementOperations } from '../contract/achievement.ts';
import { computeAchievements } from './facts/achievement.ts';
import { computeStreak } from './facts/streak.ts';
import { loadLearner } from './learner.ts';

export const achievementUseCases = {
  async 'achievement.list'(deps, call) {
    const { userId } = call.actor;
    const stores = deps.read();
    const stored = await stores.achievements.list(userId);
    const streak = await computeStreak(stores, await loadLearner(stores, userId), 'overall', call.now);
    const now = await computeAchievements(stores, userId, streak);
    const revoked = new Map(stored.filter((one) => one.revokedAt).map((one) => [one.key, one]));
    // The stored achievements say when and why an achievement was revoked. Everything else is computed from the present
    // logs.
    return {
      data: now.map((one) =>
        one.earnedAt
          ? one
          : { ...one, revokedAt: revoked.get(one.key)?.revokedAt, reason: revoked.get(one.key)?.reason },
      ),
    };
  },
} satisfies UseCases<typeof achievementOperations>;
