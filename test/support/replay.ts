import type { Stores } from '../../domain/areas/stores.ts';
import { replayRecords } from '../../domain/training/rules/record.ts';
import { recordKey } from '../../domain/training/rules/record/diff.ts';
import { computeAchievements, goalThresholds } from '../../domain/training/usecases/facts/achievement.ts';
import { exerciseLog } from '../../domain/training/usecases/facts/record.ts';
import { computeStreak, streakScopes } from '../../domain/training/usecases/facts/streak.ts';
import { loadLearner } from '../../domain/training/usecases/learner.ts';
import { openDatabase } from '../../persistence/database/open.ts';
import { createStores } from '../../persistence/stores.ts';
import { replayTallies } from './replay-tallies.ts';

/**
 * Return the derived facts of a user (such as records and streaks) as they are stored, and as a replay of all entries
 * gives them [DF2].
 */
export async function storedAndReplayed(databaseUrl: string, userId: string, now = new Date()) {
  const database = await openDatabase({ url: databaseUrl });
  try {
    return await replayOf(createStores(database.orm.em.fork()), userId, now);
  } finally {
    await database.close();
  }
}

/** Do the same with stores that are already open. */
export async function replayOf(stores: Stores, userId: string, now: Date) {
  const entries = await stores.progress.counting({ userId });
  const sorted = <T>(list: T[], key: (item: T) => string) => list.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const replayed = replayRecords(entries.filter((entry) => entry.exerciseKey).map(exerciseLog));
  const streaks = [];
  const learner = await loadLearner(stores, userId);
  for (const scope of await streakScopes(stores, learner)) {
    const { days: _days, milestones: _milestones, ...facts } = await computeStreak(stores, learner, scope, now);
    streaks.push(facts);
  }
  const achievements = await computeAchievements(stores, userId, await computeStreak(stores, learner, 'overall', now));
  const earned = (list: typeof achievements) =>
    sorted(
      list.filter((one) => one.earnedAt),
      (one) => one.key,
    ).map(({ key, earnedAt }) => ({ key, earnedAt }));
  const { logs, perfectQuizzes, volume, minutes } = await stores.tallies.of(userId, goalThresholds);
  return {
    entries,
    stored: {
      tallies: { logs, perfectQuizzes, volume, minutes },
      records: sorted(await stores.records.list(userId), recordKey),
      streaks: sorted(await stores.streaks.list(userId), (one) => one.scope),
      achievements: earned(await stores.achievements.list(userId)),
    },
    replayed: {
      tallies: replayTallies(entries),
      records: sorted(replayed.records, recordKey),
      streaks: sorted(streaks, (one) => one.scope),
      achievements: earned(achievements),
    },
  };
}
