import type { Session } from '../contract/session.ts';
import type { SessionRow } from '../rules/session.ts';

/** The most records in an event about a session. The answer to the command and `session.get` contain all of them. */
const MOST_RECORDS = 20;

/** Returns a session as its owner sees it, without the moves from which its state is computed. */
export function sessionForOwner({ moves: _moves, ...session }: SessionRow): Session {
  return session;
}

/**
 * Returns a session as it is put into events. The number of its records is limited, so that the event never grows too
 * large [S7].
 */
export function sessionForEvent(session: Session): Session {
  const { summary } = session;
  if (!summary || summary.records.length <= MOST_RECORDS) return session;
  return { ...session, summary: { ...summary, records: summary.records.slice(0, MOST_RECORDS) } };
}
