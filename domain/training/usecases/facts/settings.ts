import type { Tx } from '../../../ports.ts';
import { loadLearner } from '../learner.ts';
import { updateAchievements } from './achievement.ts';
import { activityDay, updateStreaks } from './streak.ts';

/** The local time furthest ahead of UTC: UTC+14. */
const FURTHEST_AHEAD_MS = 14 * 3_600_000;

/**
 * Recomputes streaks and achievements after a change of settings of the account or of a course, and appends events
 * about them at once [ST2, ST6]. Before the first log there is nothing to recompute.
 */
export async function applySettings(tx: Tx, userId: string, now: Date): Promise<void> {
  const scopes = (await tx.streaks.list(userId)).map(({ scope }) => scope);
  if (scopes.length === 0) return;
  const courseIds = scopes.filter((scope) => scope !== 'overall');
  const overall = await updateStreaks(tx, await loadLearner(tx, userId), courseIds, now, 'settings');
  await updateAchievements(tx, userId, overall, now, 'settings');
}

/**
 * Applies a new hour at which the day begins, from the local date `from` on. Entries that were logged on that day
 * before the change get a new local day too, as if they were synced after the change [ST2, DF2].
 */
export async function moveDays(tx: Tx, userId: string, from: string): Promise<void> {
  const settings = await tx.streaks.settings(userId);
  const earliest = new Date(Date.parse(from) - FURTHEST_AHEAD_MS).toISOString();
  for (const entry of await tx.progress.since(userId, earliest)) {
    const localDay = activityDay(entry.occurredAt, entry.zone, settings);
    if (localDay !== entry.localDay) await tx.progress.save({ ...entry, localDay });
  }
}
