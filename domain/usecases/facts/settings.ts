import type { Tx } from '../../ports.ts';
import { updateStreaks } from './streak.ts';

/** What other settings of the account or a course make of its streaks, told at once [ST2, ST6]; nothing before the first log. */
export async function applySettings(tx: Tx, userId: string, now: Date): Promise<void> {
  const scopes = (await tx.streaks.list(userId)).map(({ scope }) => scope);
  if (scopes.length === 0) return;
  const courseIds = scopes.filter((scope) => scope !== 'overall');
  await updateStreaks(tx, userId, courseIds, now, 'settings');
}
