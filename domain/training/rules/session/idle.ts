import type { Session } from '../../contract/session.ts';

const MIN_AT_RISK_MINUTES = 60;
/** A silence of this length ends a session, as of its last activity [SE3]. */
export const ABANDON_AFTER_MS = 4 * 3_600_000;

type Idle = Pick<Session, 'lastActivityAt' | 'plannedDuration'>;

/** When silence becomes worth a question: after twice the planned time, at least an hour [SE3]. */
export function atRiskAt({ lastActivityAt, plannedDuration = 0 }: Idle): Date {
  return new Date(Date.parse(lastActivityAt) + Math.max(2 * plannedDuration, MIN_AT_RISK_MINUTES) * 60_000);
}

/** When the session counts as left: four hours after the last activity [SE3]. */
export function abandonAt({ lastActivityAt }: Pick<Idle, 'lastActivityAt'>): Date {
  return new Date(Date.parse(lastActivityAt) + ABANDON_AFTER_MS);
}

/**
 * When to look at a session again. Activity moves no job: once a silence has been found at `now`, the next one can't be
 * due earlier than if there were activity at that moment.
 */
export function lookAgainAt(session: Idle, now: Date): Date {
  const risky = atRiskAt(session);
  const next = risky > now ? risky : atRiskAt({ ...session, lastActivityAt: now.toISOString() });
  return new Date(Math.min(next.getTime(), abandonAt(session).getTime()));
}
