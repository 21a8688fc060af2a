import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LeaseNews } from '../../../../domain/tutor/ports.ts';
import type { Database, PostgresDatabase } from '../../../../persistence/database/database.ts';
import { openLeaseKeeper } from '../../../../persistence/tutor/leases/lease-keeper.ts';
import { createRenewal } from '../../../../persistence/tutor/leases/renewal.ts';
import { createReplyLeases } from '../../../../persistence/tutor/leases/reply-leases.ts';
import { onCleanup } from '../../../support/cleanup.ts';
import { describeEachDatabase, testDatabase } from '../../../support/database.ts';
import { insertChat, insertReply as insertReplyRow } from '../chat-rows.ts';
import { sql } from '../commands.ts';

const LEASE_MS = 3_000;

describeEachDatabase('[T1] the keeper of leases', (kind) => {
  async function openKeeper() {
    const database = await testDatabase(kind);
    const leases = createReplyLeases(database);
    const keeper = openLeaseKeeper(database, leases, { nodeId: 'me', log: { warn: () => undefined } });
    onCleanup(() => keeper.close());
    const news: LeaseNews[] = [];
    keeper.onNews((one) => news.push(one));
    return { database, leases, keeper, news };
  }

  it('renews held leases, reports stops and lost leases, and lets dropped leases expire', async () => {
    const { database, leases, keeper, news } = await openKeeper();
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
    it('keeps all leases while a transaction of the node holds one of their rows', async () => {
      const { database, leases, keeper, news } = await openKeeper();
      const ids = (await Promise.all([1, 2, 3].map(() => insertReply(database)))).sort();
      for (const reply of await leases.claim('me', 10, { except: [] })) keeper.hold(reply);
      const holder = new pg.Client({ connectionString: (database as PostgresDatabase).url });
      await holder.connect();
      onCleanup(() => holder.end());
      await holder.query('BEGIN');
      await holder.query('SELECT FROM replies WHERE id = $1 FOR NO KEY UPDATE', [ids[0]]);
      await sleep(2 * LEASE_MS);
      expect(await leases.claim('other', 10, { except: [] })).toEqual([]);
      expect(news).toEqual([]);
      const living = await sql<{ id: string }>(database, `SELECT id FROM replies WHERE expires_at > now()`, []);
      expect(living.map(({ id }) => id).sort()).toEqual(ids.slice(1));
      await holder.query('ROLLBACK');
    });

  if (kind === 'postgres')
    it('renews leases while the event loop is blocked', async () => {
      const { database, leases, keeper } = await openKeeper();
      const id = await insertReply(database);
      for (const reply of await leases.claim('me', 10, { except: [] })) keeper.hold(reply);
      // By now the keeper's thread has started and has renewed the lease once.
      await sleep(2_000);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LEASE_MS + 2_000);
      expect(await leases.claim('other', 10, { except: [] })).toEqual([]);
      expect(await leases.renew('me', [id])).toMatchObject([{ id, fence: 1 }]);
    });
});

const insertReply = async (database: Database) => insertReplyRow(database, await insertChat(database));

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
