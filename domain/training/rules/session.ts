import { DomainError } from '../../errors.ts';
import type { Current, Session } from '../contract/session.ts';

export { abandonAt, atRiskAt, lookAgainAt } from './session/idle.ts';

interface SessionChange {
  current?: Current | null;
  notes?: string | null;
  plannedDuration?: number;
}

type SessionStart = Pick<
  Session,
  'id' | 'userId' | 'courseId' | 'sessionType' | 'plannedDuration' | 'zone' | 'startedAt'
>;

export function startSession(start: SessionStart): Session {
  return { ...start, status: 'active', pausedMs: 0, lastActivityAt: start.startedAt };
}

/** active → paused; `conflict` from any other state [SE1]. */
export function pauseSession(session: Session, at: string): Session {
  requireStatus(session, 'paused', ['active']);
  const pausedAt = notBeforeActivity(session, at);
  return { ...session, status: 'paused', pausedAt, lastActivityAt: pausedAt };
}

/** paused → active; the pause no longer counts as time of the session. */
export function resumeSession(session: Session, at: string): Session {
  requireStatus(session, 'resumed', ['paused']);
  const resumedAt = notBeforeActivity(session, at);
  return {
    ...withoutPause(session),
    status: 'active',
    pausedMs: pausedMsAt(session, resumedAt),
    lastActivityAt: resumedAt,
  };
}

/** active, paused → completed, with the minutes spent. */
export function completeSession(session: Session, at: string): Session {
  requireStatus(session, 'completed', ['active', 'paused']);
  const completedAt = notBeforeActivity(session, at);
  return { ...end(session, completedAt), status: 'completed', lastActivityAt: completedAt };
}

/** active, paused → abandoned, as of the last activity [SE3]. */
export function abandonSession(session: Session): Session {
  requireStatus(session, 'abandoned', ['active', 'paused']);
  return { ...end(session, session.lastActivityAt), status: 'abandoned' };
}

/** Null clears a field, absence leaves it. */
export function updateSession(session: Session, at: string, change: SessionChange): Session {
  const touched = touchSession(session, at);
  if (change.current !== undefined) touched.current = change.current ?? undefined;
  if (change.notes !== undefined) touched.notes = change.notes ?? undefined;
  if (change.plannedDuration !== undefined) touched.plannedDuration = change.plannedDuration;
  return touched;
}

/** Activity that changes no state, such as a logged set. */
export function touchSession(session: Session, at: string): Session {
  requireStatus(session, 'changed', ['active', 'paused']);
  return { ...session, lastActivityAt: notBeforeActivity(session, at) };
}

/** `set` replaces the deadline, `extend` moves a running one; 0 seconds cancels it [PR7]. */
export function restSession(session: Session, at: string, seconds: number, mode: 'set' | 'extend'): Session {
  const touched = touchSession(session, at);
  const running = mode === 'extend' && session.rest && session.rest.endsAt > at ? session.rest : undefined;
  const startedAt = running?.startedAt ?? at;
  const endsAt = new Date(Date.parse(running?.endsAt ?? at) + seconds * 1_000).toISOString();
  return { ...touched, rest: seconds === 0 ? undefined : { startedAt, endsAt } };
}

function end(session: Session, completedAt: string): Session {
  const pausedMs = pausedMsAt(session, completedAt);
  const spentMs = Date.parse(completedAt) - Date.parse(session.startedAt) - pausedMs;
  const actualDuration = Math.round((Math.max(0, spentMs) / 60_000) * 100) / 100;
  return { ...withoutPause(session), completedAt, pausedMs, actualDuration, rest: undefined };
}

function pausedMsAt(session: Session, at: string): number {
  return session.pausedMs + (session.pausedAt ? Math.max(0, Date.parse(at) - Date.parse(session.pausedAt)) : 0);
}

function withoutPause(session: Session): Session {
  return { ...session, pausedAt: undefined };
}

/** Nobody pauses or ends before what he did last: a device whose clock lags counts as that moment. */
function notBeforeActivity(session: Session, at: string): string {
  const latest = Math.max(Date.parse(session.startedAt), Date.parse(session.lastActivityAt), Date.parse(at));
  return new Date(latest).toISOString();
}

function requireStatus(session: Session, moved: string, allowed: Session['status'][]): void {
  if (allowed.includes(session.status)) return;
  const message = `This session is ${session.status}: it cannot be ${moved}`;
  throw new DomainError('conflict', message, { state: session.status });
}
