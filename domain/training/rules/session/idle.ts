import type { Session } from '../../contract/session.ts';

const MIN_AT_RISK_MINUTES = 60;
/** A session without activity for this long is abandoned, and its last activity becomes its end [SE3]. */
export const ABANDON_AFTER_MS = 4 * 3_600_000;

type Idle = Pick<Session, 'lastActivityAt' | 'plannedDuration'>;

/**
 * Return the time at which to ask the user whether the session goes on: after a silence of twice the planned duration,
 * but at least an hour [SE3].
 */
export function atRiskAt({ lastActivityAt, plannedDuration = 0 }: Idle): Date {
  return new Date(Date.parse(lastActivityAt) + Math.max(2 * plannedDuration, MIN_AT_RISK_MINUTES) * 60_000);
}

/** Return the time at which the session is abandoned: four hours after the last activity [SE3]. */
export function abandonAt({ lastActivityAt }: Pick<Idle, 'lastActivityAt'>): Date {
  return new Date(Date.parse(lastActivityAt) + ABANDON_AFTER_MS);
}

/**
 * Return when the job should check the session again, because activity does not reschedule the job. This is the time to
 * ask the user (`atRiskAt`) if it is still to come. If it has passed, the next silence can begin at `now` at the
 * earliest, so the time is computed from `now`. In any case the job runs when the session is to be abandoned.
 */
export function lookAgainAt(session: Idle, now: Date): Date {
  const risky = atRiskAt(session);
  const next = risky > now ? risky : atRiskAt({ ...session, lastActivityAt: now.toISOString() });
  return new Date(Math.min(next.getTime(), abandonAt(session).getTime()));
}
