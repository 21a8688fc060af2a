import type { Achievement } from '../contract/achievement.ts';
import { milestonesUpTo, nextMilestone } from './streak/milestones.ts';

/**
 * How many logs, records or similar a learner has, and when the number reached a threshold. The times are those of the
 * activities, not of their arrival. `nth` needs only the thresholds that `thresholdsOf` returns.
 */
export interface Tally {
  count: number;
  /** The time (ISO 8601) at which the count reached n. For a sum it is the time when the sum first was n or more. */
  nth: { readonly [n: number]: string };
}

/**
 * The facts from which achievements are computed. Each is computed from the confirmed entries in the order of
 * (occurredAt, id), so that a replay gives the same times [DF2].
 */
export interface AchievementFacts {
  logs: Tally;
  /** Records that no correction has revoked [PR4]. */
  records: Tally;
  modules: Tally;
  /** Quizzes answered without a mistake. */
  perfectQuizzes: Tally;
  /** The total of weight × reps in kg. */
  volume: Tally;
  /** The minutes of reading, practice and reflection. */
  minutes: Tally;
  /**
   * The overall streak [ST7]. `count` is the longest streak ever; `nth` holds the time at which each milestone was
   * reached.
   */
  streak: Tally;
}

interface Goal {
  key: string;
  title: string;
  description: string;
  of: keyof AchievementFacts;
  threshold: number;
}

const goals: readonly Goal[] = [
  { key: 'first_log', title: 'First step', description: 'Log your first activity.', of: 'logs', threshold: 1 },
  ...[10, 50, 100, 500, 1_000].map((count) => ({
    key: `logs_${count}`,
    title: `${count} logs`,
    description: `Log ${count} activities.`,
    of: 'logs' as const,
    threshold: count,
  })),
  { key: 'first_record', title: 'Personal best', description: 'Set your first record.', of: 'records', threshold: 1 },
  ...[10, 50].map((count) => ({
    key: `records_${count}`,
    title: `${count} records`,
    description: `Set ${count} records.`,
    of: 'records' as const,
    threshold: count,
  })),
  {
    key: 'first_module',
    title: 'First module',
    description: 'Complete your first module.',
    of: 'modules',
    threshold: 1,
  },
  { key: 'modules_10', title: '10 modules', description: 'Complete 10 modules.', of: 'modules', threshold: 10 },
  {
    key: 'perfect_quiz',
    title: 'Full marks',
    description: 'Answer a whole quiz without a mistake.',
    of: 'perfectQuizzes',
    threshold: 1,
  },
  ...[10, 100, 1_000].map((tonnes) => ({
    key: `volume_${tonnes}t`,
    title: `${tonnes} tonnes`,
    description: `Lift ${tonnes} tonnes in all.`,
    of: 'volume' as const,
    threshold: tonnes * 1_000,
  })),
  ...[10, 100].map((hours) => ({
    key: `hours_${hours}`,
    title: `${hours} hours`,
    description: `Study or practise for ${hours} hours.`,
    of: 'minutes' as const,
    threshold: hours * 60,
  })),
];

/**
 * Return the thresholds of the goals that depend on the count `of`. Its `nth` must contain the time at which each of
 * them was reached. For streaks, `nth` must contain every milestone that was reached.
 */
export function thresholdsOf(of: Exclude<keyof AchievementFacts, 'streak'>): number[] {
  return goals.filter((goal) => goal.of === of).map((goal) => goal.threshold);
}

/** Whether `earned` contains every goal that these counts reach. Goals for streaks are not checked. */
export function areEarned(
  counts: { [K in Exclude<keyof AchievementFacts, 'streak'>]: number },
  earned: readonly string[],
): boolean {
  const reached = goals.filter(({ of, threshold }) => of !== 'streak' && counts[of] >= threshold);
  return reached.every(({ key }) => earned.includes(key));
}

/**
 * Return all achievements. Those that are earned have the time of the log that earned them, the others have the
 * fraction that is reached.
 */
export function achievementsOf(facts: AchievementFacts): Achievement[] {
  return [...goals, ...streakGoals(facts.streak.count)].map(({ key, title, description, of, threshold }) => {
    const { count, nth } = facts[of];
    const earnedAt = nth[threshold];
    if (earnedAt !== undefined && count >= threshold) return { key, title, description, progress: 1, earnedAt };
    return { key, title, description, progress: Math.max(0, Math.min(1, count / threshold)) };
  });
}

/**
 * Return the goals for streaks: all milestones of the first year, and those of further years up to the first that was
 * not reached [ST7].
 */
function streakGoals(longest: number): Goal[] {
  const milestones = milestonesUpTo(Math.max(longest, 364));
  return [...milestones, nextMilestone(Math.max(longest, 364))].map((days) => ({
    key: `streak_${days}`,
    title: `${days} days in a row`,
    description: `Keep your streak for ${days} days.`,
    of: 'streak',
    threshold: days,
  }));
}

export interface AchievementChanges {
  /**
   * Achievements that are earned now and were not earned before. An achievement that was revoked and earned again has
   * no `revokedAt`.
   */
  earned: Achievement[];
  /**
   * Achievements that were earned before and no longer are. They have `revokedAt` and `reason`, but no `earnedAt`
   * [DF3].
   */
  revoked: Achievement[];
  /** Achievements that were earned before and still are, but by another log, so that `earnedAt` changed. */
  moved: Achievement[];
  /** All other achievements, with their present progress. Revoked achievements keep `revokedAt` and `reason`. */
  same: Achievement[];
}

/**
 * Compare the stored achievements with those computed now. An achievement that is no longer earned is revoked at the
 * time `at` for this `reason`.
 */
export function diffAchievements(
  stored: readonly Achievement[],
  now: readonly Achievement[],
  at: string,
  reason: string,
): AchievementChanges {
  const before = new Map(stored.map((achievement) => [achievement.key, achievement]));
  const changes: AchievementChanges = { earned: [], revoked: [], moved: [], same: [] };
  for (const achievement of now) {
    const old = before.get(achievement.key);
    before.delete(achievement.key);
    if (achievement.earnedAt !== undefined) {
      const list =
        old?.earnedAt === undefined ? 'earned' : sameTime(old.earnedAt, achievement.earnedAt) ? 'same' : 'moved';
      changes[list].push(achievement);
    } else if (old?.earnedAt !== undefined) changes.revoked.push({ ...achievement, revokedAt: at, reason });
    else changes.same.push({ ...achievement, ...revocationOf(old) });
  }
  for (const gone of before.values()) retire(gone, changes, at, reason);
  return changes;
}

/**
 * Handle a stored achievement that `achievementsOf` no longer returns. It is a milestone of a later year, and the
 * longest streak has become much shorter.
 */
function retire(
  { earnedAt, ...achievement }: Achievement,
  changes: AchievementChanges,
  at: string,
  reason: string,
): void {
  if (earnedAt !== undefined) changes.revoked.push({ ...achievement, progress: 0, revokedAt: at, reason });
  else if (achievement.revokedAt !== undefined) changes.same.push(achievement);
}

function revocationOf(old: Achievement | undefined): Partial<Achievement> {
  return old?.revokedAt === undefined
    ? {}
    : { revokedAt: old.revokedAt, ...(old.reason !== undefined && { reason: old.reason }) };
}

/** Compare two instants as times, because stores may write the same instant with different digits. */
function sameTime(a: string, b: string): boolean {
  return Date.parse(a) === Date.parse(b);
}
