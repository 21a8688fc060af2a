import type { UseCases } from '../../call.ts';
import { userStream } from '../../call.ts';
import { DomainError } from '../../errors.ts';
import { localDay } from '../../local-day.ts';
import { removeCourse } from '../../remove-course.ts';
import { applySettings, moveDays } from '../../training/usecases/facts/settings.ts';
import type { User, userOperations } from '../contract/user.ts';
import type { UserRow } from '../stores.ts';
import { checkPassword } from './check-password.ts';

/** Return the user as the account's owner may see it: all fields but the hash of the password. */
export function publicUser({ passwordHash: _secret, ...user }: UserRow): User {
  return user;
}

export const userUseCases = {
  async 'user.profile'(deps, call) {
    return publicUser(await found(deps.read().users.find(call.actor.userId)));
  },

  'user.updateProfile': (_deps, call, input) =>
    call.commit(async (tx) => {
      const { userId } = call.actor;
      const { timezone } = await found(tx.users.find(userId));
      await tx.users.update(userId, input);
      if (input.timezone !== undefined && input.timezone !== timezone) await applySettings(tx, userId, call.now);
      tx.append(userStream(userId), 'resource.changed', { kind: 'profile', id: userId, change: 'updated' });
      return publicUser(await found(tx.users.find(userId)));
    }),

  async 'user.get'(deps, call, { userId }) {
    const user = await found(deps.read().users.find(userId));
    if (userId === call.actor.userId || call.actor.roles.includes('admin')) return publicUser(user);
    const { privacySettings } = await deps.read().users.preferences(userId);
    if (!privacySettings.profileVisible) throw new DomainError('not_found');
    return { id: user.id, firstName: user.firstName, createdAt: user.createdAt };
  },

  async 'user.delete'(deps, call, { password }) {
    const { userId } = call.actor;
    const { email } = await found(deps.read().users.find(userId));
    await checkPassword(deps, call, email, password);
    let ended: string[] = [];
    const done = await call.commit(async (tx) => {
      ended = (await tx.devices.list(userId)).map(({ id }) => id);
      await tx.devices.revoke(ended, 'account_deleted');
      for (const courseId of await tx.courses.madeBy(userId)) await removeCourse(tx, courseId);
      await tx.endStream(userStream(userId));
      await tx.users.remove(userId);
      return {};
    });
    deps.ended(ended.map((sid) => ({ sid, userId, reason: 'account_deleted' })));
    return done;
  },

  'user.preferences': (deps, call) => deps.read().users.preferences(call.actor.userId),

  'user.setPreferences': (_deps, call, input) =>
    call.commit(async (tx) => {
      const { userId } = call.actor;
      const [user, before] = [await found(tx.users.find(userId)), await tx.users.preferences(userId)];
      const preferences = { ...before, ...input };
      await tx.users.savePreferences(userId, preferences);
      if (preferences.dayStartHour !== before.dayStartHour || preferences.weekStart !== before.weekStart) {
        const from = localDay(call.now.toISOString(), user.timezone, before.dayStartHour);
        await tx.streaks.recordSetting(userId, {
          scope: 'user',
          from,
          dayStartHour: preferences.dayStartHour,
          weekStart: preferences.weekStart,
        });
        if (preferences.dayStartHour !== before.dayStartHour) await moveDays(tx, userId, from);
        await applySettings(tx, userId, call.now);
      }
      tx.append(userStream(userId), 'resource.changed', { kind: 'preferences', id: userId, change: 'updated' });
      return preferences;
    }),
} satisfies UseCases<typeof userOperations>;

async function found(row: Promise<UserRow | undefined>): Promise<UserRow> {
  const user = await row;
  if (!user) throw new DomainError('not_found');
  return user;
}
