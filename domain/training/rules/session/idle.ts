import type { Session } from '../../contract/session.ts';

const MIN_AT_RISK_MINUTES = 60;
/** How long a session may have no activity before it ends. It then ends as of its last activity [SE3]. */
export const ABANDON_AFTER_MS = 4 * 3_600_000;

type Idle = Pick<Session, 'lastActivityAt' | 'plannedDuration'>;

/**
 * Return the time at which to ask whether the session goes on: after twice the planned time without activity, and at
 * least an hour [SE3].
 */
export function atRiskAt({ lastActivityAt, plannedDuration = 0 }: Idle): Date {
  return new Date(Date.parse(lastActivityAt) + Math.max(2 * plannedDuration, MIN_AT_RISK_MINUTES) * 60_000);
}

/** Return the time at which the session is abandoned: four hours after the last activity [SE3]. */
export function abandonAt({ lastActivityAt }: Pick<Idle, 'lastActivityAt'>): Date {
  return new Date(Date.parse(lastActivityAt) + ABANDON_AFTER_MS);
}

/**
 * Return when to look at a session again. Activity does not reschedule the job. If the job finds at `now` that the
 * session has been silent, the next time to ask can't come earlier than if there were activity at `now`.
 */
export function lookAgainAt(session: Idle, now: Date): Date {
  const risky = atRiskAt(session);
  const next = risky > now ? risky : atRiskAt({ ...session, lastActivityAt: now.toISOString() });
  return new Date(Math.min(next.getTime(), abandonAt(session).getTime()));
}
