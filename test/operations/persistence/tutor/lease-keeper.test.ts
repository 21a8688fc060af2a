import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LeaseNews } from '../../../../domain/tutor/ports.ts';
import { openLeaseKeeper } from '../../../../persistence/tutor/leases/lease-keeper.ts';
import { createRenewal } from '../../../../persistence/tutor/leases/renewal.ts';
import { createReplyLeases } from '../../../../persistence/tutor/leases/reply-leases.ts';
import { onCleanup } from '../../../support/cleanup.ts';
import { describeEachDatabase, testDatabase } from '../../../support/database.ts';
import { sql } from '../commands.ts';

const LEASE_MS = 3_000;

describeEachDatabase('[T1] the keeper of leases', (kind) => {
  it('renews held leases, reports stops and lost leases, and lets dropped leases expire', async () => {
    const database = await testDatabase(kind);
    const leases = createReplyLeases(database);
    const keeper = openLeaseKeeper(database, leases, { nodeId: 'me', log: { warn: () => undefined } });
    onCleanup(() => keeper.close());
    const news: LeaseNews[] = [];
    keeper.onNews((one) => news.push(one));
    const [kept, stopped, lost, dropped] = await Promise.all([1, 2, 3, 4].map(() => insertReply(database)));
    for (const reply of await leases.claim('me', 10, { except: [] })) keeper.hold(reply);
    keeper.drop(dropped!);
    await sql(database, `UPDATE replies SET stop_requested = true WHERE id = $1`, [stopped]);
    await sql(database, `UPDATE replies SET owner = 'other', fence = 2 WHERE id = $1`, [lost]);
    await expect.poll(() => news, { timeout: 10_000 }).toContainEqual({ id: lost, fence: 1, is: 'lost' });
    await expect.poll(() => news, { timeout: 10_000 }).toContainEqual({ id: stopped, fence: 1, is: 'stop_requested' });
    await sleep(LEASE_MS + 500);
    const living = await sql<{ id: string }>(database, `SELECT id FROM replies WHERE expires_at > now()`, []);
    expect(living.map(({ id }) => id)).toEqual(expect.arrayContaining([kept, stopped]));
    expect(living.map(({ id }) => id)).not.toContain(dropped);
    expect(news.filter(({ id }) => id === kept || id === dropped)).toEqual([]);
  });

  if (kind === 'postgres')
    it('renews leases while the event loop is blocked', async () => {
      const database = await testDatabase(kind);
      const leases = createReplyLeases(database);
      const keeper = openLeaseKeeper(database, leases, { nodeId: 'me', log: { warn: () => undefined } });
      onCleanup(() => keeper.close());
      const id = await insertReply(database);
      for (const reply of await leases.claim('me', 10, { except: [] })) keeper.hold(reply);
      // The thread has started and renewed once.
      await sleep(2_000);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LEASE_MS + 2_000);
      expect(await leases.claim('other', 10, { except: [] })).toEqual([]);
      expect(await leases.renew('me', [id])).toMatchObject([{ id, fence: 1 }]);
    });
});

async function insertReply(database: Awaited<ReturnType<typeof testDatabase>>): Promise<string> {
  const [userId, courseId, id] = [randomUUID(), randomUUID(), randomUUID()];
  await sql(
    database,
    `INSERT INTO users (id, email, password_hash, timezone, email_verified, tier, created_at)
     VALUES ($1, $2, '', 'UTC', false, 'free', now())`,
    [userId, `${userId}@example.org`],
  );
  await sql(
    database,
    `INSERT INTO courses (id, owner_id, title, topic, current_level, goals, status, is_public, preferences, version, created_at, updated_at)
     VALUES ($1, $2, 'Running', 'running', 'beginner', '[]', 'active', false, '{}', 1, now(), now())`,
    [courseId, userId],
  );
  await sql(
    database,
    `INSERT INTO replies (id, message_id, user_id, course_id, request_id, state, created_at)
     VALUES ($1, $2, $3, $4, 'r', 'queued', now())`,
    [id, randomUUID(), userId, courseId],
  );
  return id;
}

describe('[T1] renewal', () => {
  let now = 0;
  beforeEach(() => (now = 0));

  function renewalOf(isContested: boolean, renew: (ids: string[]) => Promise<string[]>) {
    const news: LeaseNews[] = [];
    const renewal = createRenewal({
      renew: async (ids) => (await renew(ids)).map((id) => ({ id, fence: 1, stopRequested: false })),
      isContested,
      now: () => now,
      tell: (one) => news.push(one),
    });
    return { renewal, news };
  }
  const away = async (): Promise<string[]> => {
    throw new Error('away');
  };

  it('loses a lease once if it fails until the lease expires, except if no other process could claim the reply', async () => {
    for (const isContested of [true, false]) {
      const { renewal, news } = renewalOf(isContested, away);
      now = 0;
      renewal.hold({ id: 'r', fence: 1 });
      now = LEASE_MS - 1;
      await expect(renewal.beat()).rejects.toThrow('away');
      expect(news).toEqual([]);
      now = LEASE_MS;
      await expect(renewal.beat()).rejects.toThrow('away');
      await renewal.beat().catch(() => undefined);
      expect(news).toEqual(isContested ? [{ id: 'r', fence: 1, is: 'lost' }] : []);
    }
  });

  it('extends leases from the time of the query, and ignores replies that were claimed again in the meantime', async () => {
    const { renewal, news } = renewalOf(true, async (ids) => {
      now += 2_000;
      renewal.drop('gone');
      renewal.hold({ id: 'again', fence: 2 });
      return ids.filter((id) => id === 'r');
    });
    for (const id of ['r', 'gone', 'again']) renewal.hold({ id, fence: 1 });
    await renewal.beat();
    expect(news).toEqual([]);
  });
});
