import type { Stores } from '../../../areas/stores.ts';
import { userStream } from '../../../call.ts';
import type { Tx } from '../../../ports.ts';
import type { Achievement } from '../../contract/achievement.ts';
import type { Reason } from '../../contract/reason.ts';
import { achievementsOf, diffAchievements, thresholdsOf } from '../../rules/achievement.ts';
import type { ReplayedStreak } from '../../rules/streak/replay.ts';

/** The thresholds of all counts that earn achievements. */
export const goalThresholds = {
  logs: thresholdsOf('logs'),
  records: thresholdsOf('records'),
  modules: thresholdsOf('modules'),
  perfectQuizzes: thresholdsOf('perfectQuizzes'),
  volume: thresholdsOf('volume'),
  minutes: thresholdsOf('minutes'),
};

/** Returns all achievements of the catalogue, computed from the present logs. */
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
 * Brings the stored achievements up to date, and appends events for the achievements that were earned, that another log
 * earned, and that no longer hold [DF3].
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
