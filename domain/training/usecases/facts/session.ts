import { userStream } from '../../../call.ts';
import { canonical } from '../../../canonical.ts';
import type { Preferences } from '../../../contract/preferences.ts';
import { nextTurn } from '../../../next-turn.ts';
import type { Tx } from '../../../ports.ts';
import type { Record } from '../../contract/record.ts';
import type { Session, SessionSummary } from '../../contract/session.ts';
import type { Streak } from '../../contract/streak.ts';
import { isOver, moveSession } from '../../rules/session.ts';
import type { SessionRow } from '../../rules/session.ts';
import { summariseSession } from '../../rules/summary.ts';
import type { EntryMetrics } from '../../stores.ts';
import type { Learner } from '../learner.ts';
import { sessionForEvent, sessionForOwner } from '../session-view.ts';

const SESSIONS_AT_ONCE = 50;

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

/**
 * Updates the summaries of all ended sessions to which these entries belong, as `healSession` does for one. Only a
 * session whose summary changes is stored and announced.
 */
export async function healSessionsOf(tx: Tx, learner: Learner, entryIds: readonly string[]): Promise<void> {
  const sessions = entryIds.length === 0 ? [] : await tx.sessions.endedWith(entryIds);
  const streak = sessions.length === 0 ? undefined : await overallStreak(tx, learner.userId);
  for (let from = 0; from < sessions.length; from += SESSIONS_AT_ONCE) {
    const some = sessions.slice(from, from + SESSIONS_AT_ONCE);
    const sessionIds = some.map(({ id }) => id);
    const counting = await tx.progress.metricsOf(sessionIds);
    const entries = Map.groupBy(counting, ({ sessionId }) => sessionId);
    const ids = counting.map(({ id }) => id);
    const records = Map.groupBy(await tx.records.ofEntries(learner.userId, ids), ({ entryId }) => entryId);
    const healed = some.flatMap((session) => {
      const own = entries.get(session.id) ?? [];
      const held = own.flatMap(({ id }) => records.get(id) ?? []).sort(byExercise(own));
      const summary = summarise(session, own, held, streak, learner.units);
      return canonical(summary) === canonical(session.summary) ? [] : [{ ...session, summary }];
    });
    await tx.sessions.saveSummaries(healed);
    for (const session of healed)
      tx.append(userStream(learner.userId), 'session.updated', sessionForEvent(sessionForOwner(session)));
    await nextTurn();
  }
}

/** Returns the summary of a session: its counting entries, their records and the streak. */
async function summaryOf(tx: Tx, session: Session, units?: Preferences['units']): Promise<SessionSummary> {
  const { userId } = session;
  const entries = await tx.progress.counting({ userId, sessionId: session.id });
  const ids = new Set(entries.map((entry) => entry.id));
  const records = [];
  for (const key of keysOf(entries))
    records.push(...(await tx.records.list(userId, key)).filter((record) => ids.has(record.entryId)));
  const known = units ?? (await tx.users.preferences(userId)).units;
  return summarise(session, entries, records, await overallStreak(tx, userId), known);
}

function summarise(
  { actualDuration = 0 }: Session,
  entries: readonly EntryMetrics[],
  records: Record[],
  streak: Streak | undefined,
  units: Preferences['units'],
): SessionSummary {
  return summariseSession({ entries, records, streak, minutes: actualDuration, units });
}

async function overallStreak(tx: Tx, userId: string): Promise<Streak | undefined> {
  return (await tx.streaks.list(userId)).find((one) => one.scope === 'overall');
}

function keysOf(entries: readonly EntryMetrics[]): Set<string> {
  return new Set(entries.map((entry) => entry.exerciseKey).filter((key) => key !== undefined));
}

/** Returns an order of records: by exercise, in the order of the entries, and oldest first. */
function byExercise(entries: readonly EntryMetrics[]): (a: Record, b: Record) => number {
  const keys = [...keysOf(entries)];
  const rank = ({ at, entryId, kind }: Record) => `${at} ${entryId} ${kind}`;
  return (a, b) => keys.indexOf(a.exercise) - keys.indexOf(b.exercise) || (rank(a) < rank(b) ? -1 : 1);
}
