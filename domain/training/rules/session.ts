import type { Current, Session } from '../contract/session.ts';
import { msBetween, replayMoves, withMove } from './session/moves.ts';
import type { SessionMove, SessionRow } from './session/moves.ts';

export { abandonAt, atRiskAt, lookAgainAt } from './session/idle.ts';
export { moveOf } from './session/place.ts';
export type { SessionMove, SessionRow } from './session/moves.ts';

interface SessionFields {
  current?: Current | null;
  notes?: string | null;
  plannedDuration?: number;
}

type SessionStart = Pick<
  Session,
  'id' | 'userId' | 'courseId' | 'sessionType' | 'plannedDuration' | 'zone' | 'startedAt'
>;

export function startSession(start: SessionStart): SessionRow {
  return { ...start, status: 'active', pausedMs: 0, lastActivityAt: start.startedAt, moves: [] };
}

/**
 * Add a move (a pause, a resume, a completion or other activity) to a session, at the time of the move. Status, end and
 * duration are computed from all moves in the order of their times, whatever order they arrived in [SE4]. A completion
 * within four hours of the last activity completes an abandoned session. After any other move an abandoned session
 * stays abandoned, but its end may become later [SE3].
 */
export function moveSession(session: SessionRow, move: SessionMove): SessionRow {
  const moved = { ...session, moves: withMove(session, move) };
  const { completedAt, wentSilent, lastActivityAt, pausedAt, pausedMs } = replayMoves(moved);
  if (completedAt !== undefined) return endSession(moved, 'completed');
  if (wentSilent || session.status === 'abandoned') return endSession(moved, 'abandoned');
  return { ...moved, status: pausedAt === undefined ? 'active' : 'paused', lastActivityAt, pausedAt, pausedMs };
}

/** Abandon a session that had no activity for four hours. Its end is its last activity [SE3]. */
export function abandonSession(session: SessionRow): SessionRow {
  return endSession(session, 'abandoned');
}

/** Change fields of a session. Null clears a field. A field that is absent stays as it is. */
export function updateSession(session: SessionRow, { current, notes, plannedDuration }: SessionFields): SessionRow {
  return {
    ...session,
    ...(current !== undefined && { current: current ?? undefined }),
    ...(notes !== undefined && { notes: notes ?? undefined }),
    ...(plannedDuration !== undefined && { plannedDuration }),
  };
}

/**
 * Change the rest timer. `set` starts it anew, `extend` adds seconds to a running timer, and 0 seconds cancels it
 * [PR7]. A session that is over has no rest timer.
 */
export function restSession(session: SessionRow, at: string, seconds: number, mode: 'set' | 'extend'): SessionRow {
  if (isOver(session)) return session;
  const running = mode === 'extend' && session.rest && session.rest.endsAt > at ? session.rest : undefined;
  const startedAt = running?.startedAt ?? at;
  const endsAt = new Date(Date.parse(running?.endsAt ?? at) + seconds * 1_000).toISOString();
  return { ...session, rest: seconds === 0 ? undefined : { startedAt, endsAt } };
}

export function isOver({ status }: Pick<Session, 'status'>): boolean {
  return status === 'completed' || status === 'abandoned';
}

/** End the session at its last activity, which may be the completion. A pause that was not ended lasts until then. */
function endSession(session: SessionRow, status: 'completed' | 'abandoned'): SessionRow {
  const { lastActivityAt, pausedAt, pausedMs: endedPausesMs } = replayMoves(session);
  const pausedMs = endedPausesMs + (pausedAt === undefined ? 0 : msBetween(pausedAt, lastActivityAt));
  const minutes = (msBetween(session.startedAt, lastActivityAt) - pausedMs) / 60_000;
  return {
    ...session,
    status,
    completedAt: lastActivityAt,
    lastActivityAt,
    pausedAt: undefined,
    pausedMs,
    actualDuration: Math.round(minutes * 100) / 100,
    rest: undefined,
  };
}
