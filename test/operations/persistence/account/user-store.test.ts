import { beforeAll, expect, it } from 'vitest';
import { defaultPreferences } from '../../../../domain/contract/preferences.ts';
import { newId } from '../../../../domain/ids.ts';
import { describeEachDatabase } from '../../../support/database.ts';
import { at, learner, openStores, userRow } from '../stores/fixtures.ts';
import type { StoresUnderTest } from '../stores/fixtures.ts';

describeEachDatabase('users', (kind) => {
  let stores: StoresUnderTest;
  beforeAll(async () => {
    stores = await openStores(kind);
  });

  it('return every field, by id and by e-mail', async () => {
    const user = userRow({
      firstName: 'Ada',
      lastName: 'Lovelace',
      locale: 'en-GB',
      emailVerified: true,
      roles: ['author', 'learner'],
      tier: 'premium',
    });
    await stores.write((tx) => tx.users.insert(user));
    expect(await stores.read.users.find(user.id)).toEqual(user);
    expect(await stores.read.users.findByEmail(user.email)).toEqual(user);
  });

  it('leave out fields that the user has not set', async () => {
    const user = userRow();
    await stores.write((tx) => tx.users.insert(user));
    expect(Object.keys((await stores.read.users.find(user.id)) ?? {})).not.toContain('firstName');
    expect(await stores.read.users.find(newId())).toBeUndefined();
  });

  it('report an e-mail that has an account, and the transaction can continue', async () => {
    const user = userRow();
    await stores.write((tx) => tx.users.insert(user));
    const found = await stores.write(async (tx) => {
      await expect(tx.users.insert(userRow({ email: user.email }))).rejects.toMatchObject({
        code: 'already_exists',
        details: [{ path: 'email' }],
      });
      return tx.users.find(user.id);
    });
    expect(found).toEqual(user);
  });

  it('change the fields of a patch, and clear those that are null', async () => {
    const user = userRow({ firstName: 'Ada', lastName: 'Byron' });
    await stores.write((tx) => tx.users.insert(user));
    const seen = await stores.write(async (tx) => {
      await tx.users.find(user.id);
      await tx.users.update(user.id, { firstName: null, lastName: 'Lovelace', timezone: undefined });
      return tx.users.find(user.id);
    });
    expect(seen).toEqual({ ...user, firstName: undefined, lastName: 'Lovelace' });
  });

  it('have the defaults until preferences are saved', async () => {
    const { userId } = await learner(stores);
    expect(await stores.read.users.preferences(userId)).toEqual(defaultPreferences);
    const first = {
      ...defaultPreferences,
      theme: 'dark' as const,
      units: { weight: 'lb' as const, distance: 'mi' as const },
    };
    await stores.write((tx) => tx.users.savePreferences(userId, first));
    expect(await stores.read.users.preferences(userId)).toEqual(first);
    const second = {
      ...first,
      dayStartHour: 4,
      privacySettings: { profileVisible: false, showPresence: true },
    };
    await stores.write((tx) => tx.users.savePreferences(userId, second));
    expect(await stores.read.users.preferences(userId)).toEqual(second);
  });

  it('keep milliseconds exactly', async () => {
    const user = userRow({ createdAt: '2026-11-05T10:00:00.001Z' });
    await stores.write((tx) => tx.users.insert(user));
    expect((await stores.read.users.find(user.id))?.createdAt).toBe('2026-11-05T10:00:00.001Z');
    expect(at).not.toBe(user.createdAt);
  });
});
