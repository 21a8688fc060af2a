import type { Tx } from '../../../ports.ts';
import { loadLearner } from '../learner.ts';
import { updateAchievements } from './achievement.ts';
import { activityDay, updateStreaks } from './streak.ts';

/** The local time furthest ahead of UTC: UTC+14. */
const FURTHEST_AHEAD_MS = 14 * 3_600_000;

/** What other settings of the account or a course make of its streaks, told at once [ST2, ST6]; nothing before the first log. */
export async function applySettings(tx: Tx, userId: string, now: Date): Promise<void> {
  const scopes = (await tx.streaks.list(userId)).map(({ scope }) => scope);
  if (scopes.length === 0) return;
  const courseIds = scopes.filter((scope) => scope !== 'overall');
  const overall = await updateStreaks(tx, await loadLearner(tx, userId), courseIds, now, 'settings');
  await updateAchievements(tx, userId, overall, now, 'settings');
}

/**
 * Another start of the day, or one taken back, holds from the local date `from` on: for what was logged that day before
 * the change too, as it would for the same log synced after it [ST2, DF2].
 */
export async function moveDays(tx: Tx, userId: string, from: string): Promise<void> {
  const settings = await tx.streaks.settings(userId);
  const earliest = new Date(Date.parse(from) - FURTHEST_AHEAD_MS).toISOString();
  for (const entry of await tx.progress.since(userId, earliest)) {
    const localDay = activityDay(entry.occurredAt, entry.zone, settings);
    if (localDay !== entry.localDay) await tx.progress.save({ ...entry, localDay });
  }
}
