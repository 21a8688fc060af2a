import type { Tx } from '../../../ports.ts';
import type { Achievement } from '../../contract/achievement.ts';
import type { Record } from '../../contract/record.ts';
import type { Streak } from '../../contract/streak.ts';
import { areEarned } from '../../rules/achievement.ts';
import type { ReplayedStreak } from '../../rules/streak/replay.ts';
import type { StoredFacts } from '../../stores.ts';
import type { Learner } from '../learner.ts';
import { updateAchievements } from './achievement.ts';
import { countingChange } from './counting-change.ts';
import type { CountingChange } from './counting-change.ts';
import { updateRecords } from './record.ts';
import { healSession } from './session.ts';
import { computeStreak, keptStreak, updateStreaks } from './streak.ts';

/** The result of one change: the new records and achievements, and the present overall streak. */
export interface DerivedFacts {
  records: Record[];
  achievements: Achievement[];
  streak?: Streak;
}

export const noFacts: DerivedFacts = { records: [], achievements: [] };

/**
 * Updates all facts that are derived from the logs after one change [DF1–DF3], except the entry's own session.
 * `stored` are the stored facts to which a new log is added.
 */
export async function deriveFacts(
  tx: Tx,
  learner: Learner,
  change: CountingChange,
  now: Date,
  stored?: StoredFacts,
): Promise<DerivedFacts> {
  const { before, after, reason } = countingChange(change);
  if (!before && !after) return noFacts;
  const { records, sessionIds } = await updateRecords(tx, learner.userId, { before, after, reason }, stored);
  const courseIds = [...new Set([before?.courseId, after?.courseId].filter((id) => id !== undefined))];
  const kept = stored && keptStreak(stored, learner, courseIds, now);
  const replayed = kept ? undefined : await updateStreaks(tx, learner, courseIds, now, reason);
  const overall = async () => replayed ?? (await computeStreak(tx, learner, 'overall', now));
  // The completion of a module counts at its own time, and logs may have come after that time, so achievements are
  // computed again.
  const isKnown = kept && !after?.moduleId && earnsNothing(stored, records);
  const achievements = isKnown ? [] : await updateAchievements(tx, learner.userId, await overall(), now, reason);
  const own = new Set([before?.sessionId, after?.sessionId]);
  for (const id of new Set(sessionIds)) if (!own.has(id)) await healSession(tx, learner, id);
  return { records, achievements, streak: kept ?? (replayed && withoutDays(replayed)) };
}

/**
 * Returns whether a new log that leaves the streak unchanged reaches no goal except those that the learner holds
 * already.
 */
function earnsNothing({ counts, earned }: StoredFacts, records: Record[]): boolean {
  return counts !== undefined && areEarned({ ...counts, records: counts.records + records.length }, earned);
}

function withoutDays({ days: _days, milestones: _milestones, ...streak }: ReplayedStreak): Streak {
  return streak;
}
