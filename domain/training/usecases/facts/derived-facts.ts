import type { Tx } from '../../../ports.ts';
import type { Achievement } from '../../contract/achievement.ts';
import type { Record } from '../../contract/record.ts';
import type { Streak } from '../../contract/streak.ts';
import type { Learner } from '../learner.ts';
import { updateAchievements } from './achievement.ts';
import { countingChange } from './counting-change.ts';
import type { CountingChange } from './counting-change.ts';
import { updateRecords } from './record.ts';
import { healSession } from './session.ts';
import { updateStreaks } from './streak.ts';

/** What one change brought: records and achievements that are new, and the overall streak as it is now. */
export interface DerivedFacts {
  records: Record[];
  achievements: Achievement[];
  streak?: Streak;
}

export const noFacts: DerivedFacts = { records: [], achievements: [] };

/** Brings everything derived from the logs up to date with one change [DF1–DF3], but for the session of the entry itself. */
export async function deriveFacts(tx: Tx, learner: Learner, change: CountingChange, now: Date): Promise<DerivedFacts> {
  const { before, after, reason } = countingChange(change);
  if (!before && !after) return noFacts;
  const { records, sessionIds } = await updateRecords(tx, learner.userId, { before, after, reason });
  const courseIds = [...new Set([before?.courseId, after?.courseId].filter((id) => id !== undefined))];
  const replayed = await updateStreaks(tx, learner, courseIds, now, reason);
  const achievements = await updateAchievements(tx, learner.userId, replayed, now, reason);
  const own = new Set([before?.sessionId, after?.sessionId]);
  for (const id of new Set(sessionIds)) if (!own.has(id)) await healSession(tx, learner, id);
  const { days: _days, milestones: _milestones, ...streak } = replayed;
  return { records, achievements, streak };
}
