import { userStream } from '../../../call.ts';
import type { Tx } from '../../../ports.ts';
import type { Session, SessionSummary } from '../../contract/session.ts';
import { touchSession } from '../../rules/session.ts';
import { summariseSession } from '../../rules/summary.ts';
import type { Learner } from '../learner.ts';

/** What a session came to: from its counting entries, their records and the streak. */
export async function summaryOf(tx: Tx, { units }: Pick<Learner, 'units'>, session: Session): Promise<SessionSummary> {
  const entries = await tx.progress.counting({ userId: session.userId, sessionId: session.id });
  const ids = new Set(entries.map((entry) => entry.id));
  const keys = new Set(entries.map((entry) => entry.exerciseKey).filter((key) => key !== undefined));
  const records = [];
  for (const key of keys)
    records.push(...(await tx.records.list(session.userId, key)).filter((record) => ids.has(record.entryId)));
  const streak = (await tx.streaks.list(session.userId)).find((one) => one.scope === 'overall');
  return summariseSession({ entries, records, streak, minutes: session.actualDuration ?? 0, units });
}

/**
 * What was done at `at` (not when it arrived: it may have waited on a device [M4]) is activity in its session; after the
 * session's end it heals the summary and reopens nothing [SE3].
 */
export async function recordActivity(tx: Tx, learner: Learner, sessionId: string, at: string): Promise<void> {
  const session = await tx.sessions.find(sessionId);
  if (!session) return;
  if (isRunning(session)) await tx.sessions.save(touchSession(session, at));
  else await heal(tx, learner, session);
}

/** What came late elsewhere may change which records stand in a session that has ended [PR4]. */
export async function healSession(tx: Tx, learner: Learner, sessionId: string): Promise<void> {
  const session = await tx.sessions.find(sessionId);
  if (session && !isRunning(session)) await heal(tx, learner, session);
}

const isRunning = ({ status }: Session) => status === 'active' || status === 'paused';

async function heal(tx: Tx, learner: Learner, session: Session): Promise<void> {
  const healed = { ...session, summary: await summaryOf(tx, learner, session) };
  await tx.sessions.save(healed);
  tx.append(userStream(learner.userId), 'session.updated', healed);
}
