import type { Actor } from '../../actor.ts';
import type { UserRow, UserStore } from '../stores.ts';

const SCOPES = ['learn'];

/** Return the actor (the signed-in caller) for a device session, with the roles and the tier from the user's row. */
export function actorOf(user: Pick<UserRow, 'id' | 'email' | 'roles' | 'tier'>, sid: string): Actor {
  return { userId: user.id, sid, email: user.email, roles: user.roles, tier: user.tier, scopes: SCOPES };
}

/** Load the account of a verified token from the database. Return undefined if the account was deleted. */
export async function loadActor(
  { users }: { users: Pick<UserStore, 'find'> },
  { userId, sid }: { userId: string; sid: string },
): Promise<Actor | undefined> {
  const user = await users.find(userId);
  return user && actorOf(user, sid);
}

/** Return whether other learners in a course may see that this user is present. */
export async function showsPresence(
  { users }: { users: Pick<UserStore, 'preferences'> },
  userId: string,
): Promise<boolean> {
  const { privacySettings } = await users.preferences(userId);
  return privacySettings.showPresence;
}
