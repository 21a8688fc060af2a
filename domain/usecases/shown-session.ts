import type { Session } from '../contract/session.ts';
import type { SessionRow } from '../stores.ts';

/** A session as its owner sees it. */
export function shownSession({ pausedMs: _paused, ...session }: SessionRow): Session {
  return session;
}
