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

/** What a change of one entry results in: the new records and achievements, and the present overall streak. */
export interface DerivedFacts {
  records: Record[];
  achievements: Achievement[];
  streak?: Streak;
}

export const noFacts: DerivedFacts = { records: [], achievements: [] };

/**
 * Updates all facts that are derived from the logs after a change of one entry [DF1–DF3], except the summary of the
 * entry's own session. `stored` is given for a new log: the stored facts to which it is added.
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
  // A module counts from the time of its completion, which may be earlier than other logs, so achievements are computed
  // again for an entry with a module.
  const isKnown = kept && !after?.moduleId && earnsNothing(stored, records);
  const achievements = isKnown ? [] : await updateAchievements(tx, learner.userId, await overall(), now, reason);
  const own = new Set([before?.sessionId, after?.sessionId]);
  for (const id of new Set(sessionIds)) if (!own.has(id)) await healSession(tx, learner, id);
  return { records, achievements, streak: kept ?? (replayed && withoutDays(replayed)) };
}

/**
 * Returns whether a new log earns no achievement. The log leaves the streak unchanged, so only the other counts can
 * reach a goal.
 */
function earnsNothing({ counts, earned }: StoredFacts, records: Record[]): boolean {
  return counts !== undefined && areEarned({ ...counts, records: counts.records + records.length }, earned);
}

function withoutDays({ days: _days, milestones: _milestones, ...streak }: ReplayedStreak): Streak {
  return streak;
}
