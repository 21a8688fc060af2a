import type { Achievement } from '../contract/achievement.ts';
import { milestonesUpTo, nextMilestone } from './streak/milestones.ts';

/** Something counted in the order of the logs' own times. Only times of the thresholds in `thresholds` are needed. */
export interface Tally {
  count: number;
  /** n → when the n-th was reached (ISO 8601): for sums, when the running sum first was n or more. */
  nth: { readonly [n: number]: string };
}

/**
 * What achievements follow from; each is one window query over confirmed entries ordered by (occurredAt, id), so that a
 * replay gives the same times [DF2].
 */
export interface AchievementFacts {
  logs: Tally;
  /** records standing in their place in time [PR4] */
  records: Tally;
  modules: Tally;
  /** quizzes answered without a mistake */
  perfectQuizzes: Tally;
  /** Σ weight × reps in kg */
  volume: Tally;
  /** minutes of reading, practice and reflection */
  minutes: Tally;
  /** The overall streak [ST7]: `count` is the longest ever, `nth` when each milestone was reached. */
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

/** The thresholds whose times `facts[of].nth` must carry. For streaks it is every milestone reached. */
export function thresholdsOf(of: Exclude<keyof AchievementFacts, 'streak'>): number[] {
  return goals.filter((goal) => goal.of === of).map((goal) => goal.threshold);
}

/** The whole catalogue: earned ones with the time of the log that earned them, the others with the fraction reached. */
export function achievementsOf(facts: AchievementFacts): Achievement[] {
  return [...goals, ...streakGoals(facts.streak.count)].map(({ key, title, description, of, threshold }) => {
    const { count, nth } = facts[of];
    const earnedAt = nth[threshold];
    if (earnedAt !== undefined && count >= threshold) return { key, title, description, progress: 1, earnedAt };
    return { key, title, description, progress: Math.max(0, Math.min(1, count / threshold)) };
  });
}

/** Milestones of the first year, and of every further year up to the next one ahead [ST7]. */
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
  /** Not held before; one revoked earlier and earned again comes without `revokedAt`. */
  earned: Achievement[];
  /** Held before and no longer: without `earnedAt`, with `revokedAt` and `reason` [DF3]. */
  revoked: Achievement[];
  /** Held before and after, but earned by another log now: `earnedAt` moved. */
  moved: Achievement[];
  /** All others, with their present progress; revoked ones keep `revokedAt` and `reason`. */
  same: Achievement[];
}

/** What a change of facts means for the stored achievements. `at` and `reason` say when and why, for those it revokes. */
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

/** A stored one beyond today's catalogue: a yearly milestone that the longest streak no longer comes near. */
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

/** Stores may write the same instant with other digits. */
function sameTime(a: string, b: string): boolean {
  return Date.parse(a) === Date.parse(b);
}
