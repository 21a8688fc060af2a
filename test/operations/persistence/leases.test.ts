import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import type { Lease, ReplyLeases } from '../../../domain/tutor/ports.ts';
import { createRevocations } from '../../../persistence/account/revocations.ts';
import type { Database } from '../../../persistence/database/database.ts';
import { createReplyLeases } from '../../../persistence/tutor/leases/reply-leases.ts';
import { describeEachDatabase, testDatabase } from '../../support/database.ts';
import { insertChat, insertReply as insertReplyRow } from './chat-rows.ts';
import type { Chat } from './chat-rows.ts';
import { sql } from './commands.ts';

const LEASE_MS = 3_000;

describeEachDatabase('[T1] reply leases', (kind) => {
  let database: Database;
  let leases: Omit<ReplyLeases, 'claim' | 'exhausted'> & {
    claim(node: string, limit: number, ids?: string[]): Promise<Lease[]>;
    exhausted(limit: number, except?: string[]): Promise<Lease[]>;
  };
  let chat: Chat;
  beforeEach(async () => {
    database = await testDatabase(kind);
    const all = createReplyLeases(database);
    const leaseOf = ({ id, fence }: Lease): Lease => ({ id, fence });
    leases = {
      ...all,
      claim: async (node, limit, ids) =>
        (await all.claim(node, limit, ids ? { ids } : { except: [] })).map((reply) => leaseOf(reply)),
      exhausted: async (limit, except = []) => (await all.exhausted(limit, except)).map((reply) => leaseOf(reply)),
    };
    chat = await newChat();
  });

  const newChat = (userId?: string) => insertChat(database, userId);
  let created = 0;
  const insertReply = (of = chat) => insertReplyRow(database, of, (created += 1));

  async function reply(id: string): Promise<{ state: string; owner: string | null; fence: number; attempt: number }> {
    const [row] = await sql<Awaited<ReturnType<typeof reply>>>(
      database,
      'SELECT state, owner, fence, attempt FROM replies WHERE id = $1',
      [id],
    );
    if (!row) throw new Error('no such reply');
    return row;
  }

  async function expire(...ids: string[]): Promise<void> {
    await sql(database, `UPDATE replies SET expires_at = now() - interval '1 ms' WHERE id = ANY($1::uuid[])`, [ids]);
  }

  it('are claimed by one of two nodes, with a new fence and attempt', async () => {
    const id = await insertReply();
    const claims = await Promise.all([leases.claim('a', 10), leases.claim('b', 10)]);
    expect(claims.flat()).toEqual([{ id, fence: 1 }]);
    const owner = claims[0]?.length === 1 ? 'a' : 'b';
    expect(await reply(id)).toEqual({ state: 'running', owner, fence: 1, attempt: 1 });
    expect(await leases.claim('c', 10)).toEqual([]);
  });

  it('[T6] are given for the oldest open reply of each user and course, in order', async () => {
    const first = await insertReply();
    const second = await insertReply();
    const elsewhere = await insertReply(await newChat());
    expect((await leases.claim('a', 10, [second])).length).toBe(0);
    expect((await leases.claim('a', 10)).map(({ id }) => id).sort()).toEqual([first, elsewhere].sort());
    await sql(database, `UPDATE replies SET state = 'done' WHERE id = $1`, [first]);
    expect(await leases.claim('a', 10)).toEqual([{ id: second, fence: 1 }]);
  });

  it('are claimed up to a limit, and only for the named replies', async () => {
    const ids = [await insertReply(), await insertReply(await newChat()), await insertReply(await newChat())];
    expect(await leases.claim('a', 10, ids.slice(2))).toEqual([{ id: ids[2], fence: 1 }]);
    expect(await leases.claim('a', 1)).toEqual([{ id: ids[0], fence: 1 }]);
  });

  it('[T9] are given for four replies of a user at a time, and beyond them only to end a stopped reply', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 6; n += 1) ids.push(await insertReply(await newChat(chat.userId)));
    expect((await leases.claim('a', 10)).map(({ id }) => id)).toEqual(ids.slice(0, 4));
    expect(await leases.claim('a', 10, ids.slice(4))).toEqual([]);
    await sql(database, `UPDATE replies SET stop_requested = true WHERE id = $1`, [ids[4]]);
    expect(await leases.claim('a', 10, ids.slice(4))).toEqual([{ id: ids[4], fence: 1 }]);
  });

  it('[T7] expire after 3 s by the database’s clock, unless they are renewed', async () => {
    const [kept, lost] = [await insertReply(), await insertReply(await newChat())];
    await leases.claim('a', 10);
    const end = Date.now() + LEASE_MS + 700;
    while (Date.now() < end) {
      await leases.renew('a', [kept]);
      await sleep(500);
    }
    expect(await leases.claim('b', 10)).toEqual([{ id: lost, fence: 2 }]);
    expect(await reply(lost)).toEqual({ state: 'running', owner: 'b', fence: 2, attempt: 2 });
  });

  it('that were lost are missing in the answer to a renewal, which also reports stops', async () => {
    const ids = [await insertReply(), await insertReply(await newChat()), await insertReply(await newChat())];
    const [taken = '', stopped = '', done = ''] = ids;
    await leases.claim('a', 10);
    await expire(taken);
    await leases.claim('b', 10);
    await sql(database, `UPDATE replies SET stop_requested = true WHERE id = $1`, [stopped]);
    await sql(database, `UPDATE replies SET state = 'done' WHERE id = $1`, [done]);
    expect(await leases.renew('a', ids)).toEqual([{ id: stopped, fence: 1, stopRequested: true }]);
  });

  it('that are given back are free immediately, and their old fence is not valid any more', async () => {
    const id = await insertReply();
    await leases.claim('a', 10);
    await leases.release('b', [id]);
    expect(await leases.claim('b', 10)).toEqual([]);
    await leases.release('a', [id]);
    expect(await reply(id)).toMatchObject({ state: 'queued', owner: null, fence: 2 });
    expect(await leases.claim('b', 10)).toEqual([{ id, fence: 3 }]);
  });

  it('[T7] end after three attempts: the reply is handed to one node at a time, which must mark it as failed', async () => {
    const id = await insertReply();
    for (const node of ['a', 'b', 'c']) {
      expect(await leases.claim(node, 10)).toHaveLength(1);
      expect(await leases.exhausted(10)).toEqual([]);
      await expire(id);
    }
    expect(await leases.claim('d', 10)).toEqual([]);
    expect(await leases.exhausted(10, [id])).toEqual([]);
    expect(await leases.exhausted(10)).toEqual([{ id, fence: 4 }]);
    expect(await leases.exhausted(10)).toEqual([]);
    expect(await leases.renew('c', [id])).toEqual([]);
    await expire(id);
    expect(await leases.exhausted(10)).toEqual([{ id, fence: 5 }]);
  });

  it('[C6] revocations of the last seconds are returned, and older ones are not', async () => {
    const revocations = createRevocations(database);
    const [sid, old, userId] = [randomUUID(), randomUUID(), randomUUID()];
    await sql(database, `INSERT INTO revocations (sid, user_id, reason) VALUES ($1, $2, 'logout')`, [sid, userId]);
    await sql(
      database,
      `INSERT INTO revocations (sid, user_id, reason, at) VALUES ($1, $2, 'logout', now() - interval '1 minute')`,
      [old, userId],
    );
    expect(await revocations.recent(30)).toEqual([{ sid, userId, reason: 'logout' }]);
    expect((await revocations.recent(90)).map((each) => each.sid)).toEqual([old, sid]);
  });
});
