import type { Session } from '../contract/session.ts';
import type { SessionRow } from '../rules/session.ts';

/** A session as its owner reads it: without the moves it follows from. */
export function sessionForOwner({ moves: _moves, ...session }: SessionRow): Session {
  return session;
}
