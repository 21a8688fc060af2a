import type { Stores } from '../../../areas/stores.ts';
import { userStream } from '../../../call.ts';
import type { Tx } from '../../../ports.ts';
import type { Achievement } from '../../contract/achievement.ts';
import type { Reason } from '../../contract/reason.ts';
import { achievementsOf, diffAchievements, thresholdsOf } from '../../rules/achievement.ts';
import type { ReplayedStreak } from '../../rules/streak/replay.ts';

/** For each count, the thresholds at which it earns an achievement. */
export const goalThresholds = {
  logs: thresholdsOf('logs'),
  records: thresholdsOf('records'),
  modules: thresholdsOf('modules'),
  perfectQuizzes: thresholdsOf('perfectQuizzes'),
  volume: thresholdsOf('volume'),
  minutes: thresholdsOf('minutes'),
};

/** Returns all achievements, earned or not, computed from the present logs. */
export async function computeAchievements(
  stores: Stores,
  userId: string,
  streak: Pick<ReplayedStreak, 'longest' | 'milestones'>,
): Promise<Achievement[]> {
  const tallies = await stores.tallies.of(userId, goalThresholds);
  const nth = Object.fromEntries(
    streak.milestones.map(({ milestone, reachedOn }) => [milestone, `${reachedOn}T00:00:00.000Z`]),
  );
  return achievementsOf({ ...tallies, streak: { count: streak.longest, nth } });
}

/**
 * Computes all achievements, stores them, and appends an event for each achievement that is newly earned, is now earned
 * by another log, or is no longer earned [DF3].
 */
export async function updateAchievements(
  tx: Tx,
  userId: string,
  streak: ReplayedStreak,
  now: Date,
  reason?: Reason,
): Promise<Achievement[]> {
  const stored = await tx.achievements.list(userId);
  const computed = await computeAchievements(tx, userId, streak);
  const changes = diffAchievements(stored, computed, now.toISOString(), reason ?? 'late');
  await tx.achievements.save(userId, [...changes.earned, ...changes.revoked, ...changes.moved, ...changes.same]);
  for (const achievement of changes.revoked) tx.append(userStream(userId), 'achievement.revoked', achievement);
  for (const achievement of changes.moved)
    tx.append(userStream(userId), 'achievement.updated', { ...achievement, reason: reason ?? 'late' });
  for (const achievement of changes.earned)
    tx.append(userStream(userId), 'achievement.earned', { ...achievement, reason });
  return changes.earned;
}
