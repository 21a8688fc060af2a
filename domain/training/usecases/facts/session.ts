import { userStream } from '../../../call.ts';
import type { Preferences } from '../../../contract/preferences.ts';
import type { Tx } from '../../../ports.ts';
import type { Session, SessionSummary } from '../../contract/session.ts';
import { isOver, moveSession } from '../../rules/session.ts';
import type { SessionRow } from '../../rules/session.ts';
import { summariseSession } from '../../rules/summary.ts';
import type { Learner } from '../learner.ts';
import { sessionForEvent, sessionForOwner } from '../session-view.ts';

interface SessionChange {
  before: SessionRow;
  after: SessionRow;
  /** the units of the summary's text; read from the preferences if absent */
  units?: Preferences['units'];
  /**
   * Appends the event of the command that changed the session. Absent if a log changed it, because the log has its own
   * event.
   */
  tell?(session: Session): void;
}

/**
 * Stores a changed session, with its summary if the session is over, and appends events about its end or its changed
 * summary [SE4].
 */
export async function changeSession(tx: Tx, { before, after, units, tell }: SessionChange): Promise<Session> {
  const changed = isOver(after) ? { ...after, summary: await summaryOf(tx, after, units) } : after;
  await tx.sessions.save(changed);
  const session = sessionForOwner(changed);
  const told = sessionForEvent(session);
  tell?.(told);
  const stream = userStream(session.userId);
  if (after.status === 'completed' && !isOver(before)) tx.append(stream, 'session.completed', told);
  else if (after.status === 'completed' && hasAnotherEnd(before, after))
    tx.append(stream, 'session.completed', { ...told, reason: 'late' });
  else if (after.status === 'abandoned' && !isOver(before)) tx.append(stream, 'session.abandoned', told);
  else if (isOver(after) && !tell) tx.append(stream, 'session.updated', told);
  return session;
}

function hasAnotherEnd(before: Session, after: Session): boolean {
  const { status, completedAt, actualDuration } = before;
  return status !== after.status || completedAt !== after.completedAt || actualDuration !== after.actualDuration;
}

/**
 * Records activity in a session at the time `at`, which may be earlier than its arrival, because an operation can wait
 * on a device [M4]. If the session is over, its summary is updated, and its end becomes later if `at` is within four
 * hours of the last activity. The session is not reopened [SE3, SE4].
 */
export async function recordActivity(tx: Tx, { units }: Learner, sessionId: string, at: string): Promise<void> {
  const before = await tx.sessions.find(sessionId);
  if (before) await changeSession(tx, { before, after: moveSession(before, { kind: 'activity', at }), units });
}

/**
 * Updates the summary of a session that has ended, because a late entry outside the session may change which of the
 * session's records are valid [PR4].
 */
export async function healSession(tx: Tx, { units }: Learner, sessionId: string): Promise<void> {
  const session = await tx.sessions.find(sessionId);
  if (session && isOver(session)) await changeSession(tx, { before: session, after: session, units });
}

/** Returns the summary of a session: its counting entries, their records and the streak. */
async function summaryOf(tx: Tx, session: Session, units?: Preferences['units']): Promise<SessionSummary> {
  const entries = await tx.progress.counting({ userId: session.userId, sessionId: session.id });
  const ids = new Set(entries.map((entry) => entry.id));
  const keys = new Set(entries.map((entry) => entry.exerciseKey).filter((key) => key !== undefined));
  const records = [];
  for (const key of keys)
    records.push(...(await tx.records.list(session.userId, key)).filter((record) => ids.has(record.entryId)));
  const streak = (await tx.streaks.list(session.userId)).find((one) => one.scope === 'overall');
  return summariseSession({
    entries,
    records,
    streak,
    minutes: session.actualDuration ?? 0,
    units: units ?? (await tx.users.preferences(session.userId)).units,
  });
}
