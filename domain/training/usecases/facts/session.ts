import { userStream } from '../../../call.ts';
import type { Tx } from '../../../ports.ts';
import type { Session, SessionSummary } from '../../contract/session.ts';
import { touchSession as touched } from '../../rules/session.ts';
import { summariseSession } from '../../rules/summary.ts';

/** What a session came to: from its counting entries, their records and the streak. */
export async function summaryOf(tx: Tx, session: Session): Promise<SessionSummary> {
  const entries = await tx.progress.counting({ userId: session.userId, sessionId: session.id });
  const ids = new Set(entries.map((entry) => entry.id));
  const keys = new Set(entries.map((entry) => entry.exerciseKey).filter((key) => key !== undefined));
  const records = [];
  for (const key of keys)
    records.push(...(await tx.records.list(session.userId, key)).filter((record) => ids.has(record.entryId)));
  const streak = (await tx.streaks.list(session.userId)).find((one) => one.scope === 'overall');
  const { units } = await tx.users.preferences(session.userId);
  return summariseSession({ entries, records, streak, minutes: session.actualDuration ?? 0, units });
}

/**
 * What was done at `at` (not when it arrived: it may have waited on a device [M4]) is activity in its session; after the
 * session's end it heals the summary and reopens nothing [SE3].
 */
export async function touchSession(tx: Tx, userId: string, sessionId: string | undefined, at: string): Promise<void> {
  const session = sessionId ? await tx.sessions.find(sessionId) : undefined;
  if (!session) return;
  if (isRunning(session)) await tx.sessions.save(touched(session, at));
  else await heal(tx, userId, session);
}

/** What came late elsewhere may change which records stand in a session that has ended [PR4]. */
export async function healSession(tx: Tx, userId: string, sessionId: string): Promise<void> {
  const session = await tx.sessions.find(sessionId);
  if (session && !isRunning(session)) await heal(tx, userId, session);
}

const isRunning = ({ status }: Session) => status === 'active' || status === 'paused';

async function heal(tx: Tx, userId: string, session: Session): Promise<void> {
  const healed = { ...session, summary: await summaryOf(tx, session) };
  await tx.sessions.save(healed);
  tx.append(userStream(userId), 'session.updated', healed);
}
