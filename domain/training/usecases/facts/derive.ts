import type { Tx } from '../../../ports.ts';
import type { Achievement } from '../../contract/achievement.ts';
import type { Record } from '../../contract/record.ts';
import type { Streak } from '../../contract/streak.ts';
import { updateAchievements } from './achievement.ts';
import { counting } from './change.ts';
import type { Change } from './change.ts';
import { updateRecords } from './record.ts';
import { healSession } from './session.ts';
import { updateStreaks } from './streak.ts';

export interface Derived {
  records: Record[];
  achievements: Achievement[];
  streak?: Streak;
}

/**
 * Everything derived from the logs, brought up to date with one change in its transaction [DF1–DF3]; but not the session of
 * the entry itself, which the caller touches.
 */
export async function deriveFacts(tx: Tx, userId: string, change: Change, now: Date): Promise<Derived> {
  const [before, after] = [counting(change.before), counting(change.after)];
  if (!before && !after) return { records: [], achievements: [] };
  const moved = { before, after, reason: change.reason };
  const { records, sessionIds } = await updateRecords(tx, userId, moved);
  const courseIds = [...new Set([before?.courseId, after?.courseId].filter((id) => id !== undefined))];
  const replayed = await updateStreaks(tx, userId, courseIds, now, change.reason);
  const achievements = await updateAchievements(tx, userId, replayed, now, change.reason);
  const own = new Set([before?.sessionId, after?.sessionId]);
  for (const id of new Set(sessionIds)) if (!own.has(id)) await healSession(tx, userId, id);
  const { days: _days, milestones: _milestones, ...streak } = replayed;
  return { records, achievements, streak };
}
