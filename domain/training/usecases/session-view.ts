import type { Session } from '../contract/session.ts';
import type { SessionRow } from '../rules/session.ts';

/** How many records an event of a session carries; the answer to the command and `session.get` have them all. */
const MOST_RECORDS = 20;

/** A session as its owner reads it: without the moves it follows from. */
export function sessionForOwner({ moves: _moves, ...session }: SessionRow): Session {
  return session;
}

/** A session as events carry it: with as many records as fit into an event, whatever was lifted [S7]. */
export function sessionForEvent(session: Session): Session {
  const { summary } = session;
  if (!summary || summary.records.length <= MOST_RECORDS) return session;
  return { ...session, summary: { ...summary, records: summary.records.slice(0, MOST_RECORDS) } };
}
