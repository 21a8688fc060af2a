import type { Actor } from '../../actor.ts';
import type { UserRow, UserStore } from '../stores.ts';

const SCOPES = ['learn'];

/** Who a device session acts as, from the user's present row. */
export function actorOf(user: UserRow, sid: string): Actor {
  return { userId: user.id, sid, email: user.email, roles: user.roles, tier: user.tier, scopes: SCOPES };
}

/** The account behind a verified token as the database has it now; undefined when it is gone. */
export async function loadActor(
  { users }: { users: Pick<UserStore, 'find'> },
  { userId, sid }: { userId: string; sid: string },
): Promise<Actor | undefined> {
  const user = await users.find(userId);
  return user && actorOf(user, sid);
}

/** Whether others in a course may see that this user is there. */
export async function showsPresence(
  { users }: { users: Pick<UserStore, 'preferences'> },
  userId: string,
): Promise<boolean> {
  const { privacySettings } = await users.preferences(userId);
  return privacySettings.showPresence;
}
