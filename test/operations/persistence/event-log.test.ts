import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import type { EventLog } from '../../../domain/ports.ts';
import type { Database } from '../../../persistence/database/database.ts';
import { createEventLog } from '../../../persistence/log/event-log.ts';
import { describeEachDatabase, testDatabase } from '../../support/database.ts';
import { describeWith } from '../../support/services/require.ts';
import { append, signal, sql, testTransactions, userStream } from './commands.ts';

describeEachDatabase('the event log', (kind) => {
  let database: Database;
  let log: EventLog;
  beforeAll(async () => {
    database = await testDatabase(kind);
    log = createEventLog(database);
  });

  async function write(stream: string, ...data: unknown[]): Promise<void> {
    await testTransactions(database).transactions.run({ streams: [stream] }, async (tx) => {
      for (const each of data) append(tx, stream, each);
    });
  }

  it('[C3] reads at most `limit` events after a seq, in ascending order', async () => {
    const stream = userStream();
    await write(stream, 'a', 'b');
    await write(stream, 'c', 'd');
    const read = async (after: number, limit: number) => (await log.read(stream, after, limit)).map((e) => [e.q, e.d]);
    expect(await read(0, 10)).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
      [4, 'd'],
    ]);
    expect(await read(1, 2)).toEqual([
      [2, 'b'],
      [3, 'c'],
    ]);
    expect(await read(4, 10)).toEqual([]);
    expect((await log.read(stream, 0, 1))[0]).not.toHaveProperty('op');
  });

  it('[C3] reads about `maxBytes` at most, but at least one event if there is one', async () => {
    const stream = userStream();
    await write(stream, ...Array.from({ length: 10 }, () => 'x'.repeat(998)));
    expect(await log.read(stream, 0, 10, 3_000)).toHaveLength(3);
    expect(await log.read(stream, 0, 10, 1)).toHaveLength(1);
    await write(stream, ...Array.from({ length: 5 }, () => 'x'.repeat(60_000)));
    expect((await log.read(stream, 10, 200)).length).toBeLessThan(5);
  });

  it('returns head and oldest seq of streams with and without events', async () => {
    const [written, empty] = [userStream(), userStream()];
    await write(written, 1, 2, 3);
    expect(await log.heads([written, empty])).toEqual(
      new Map([
        [written, 3],
        [empty, 0],
      ]),
    );
    expect([await log.oldest(written), await log.oldest(empty)]).toEqual([1, 1]);
    await sql(database, 'DELETE FROM stream_events WHERE stream = $1 AND seq <= 2', [written]);
    expect(await log.oldest(written)).toBe(3);
  });

  it('[S5] returns the heads that changed since a mark, and none if nothing changed', async () => {
    const [one, other] = [userStream(), userStream()];
    const { mark, heads } = await log.changedSince(undefined);
    expect(heads.size).toBe(0);
    await write(one, 1, 2);
    await write(other, 1);
    const changed = await log.changedSince(mark);
    expect([changed.heads.get(one), changed.heads.get(other)]).toEqual([2, 1]);
    // An open transaction in another database of the same server keeps the mark from advancing. Then the log may return
    // some heads again, but it never misses one.
    let last = changed.mark;
    await expect
      .poll(async () => {
        const { mark: next, heads: more } = await log.changedSince(last);
        last = next;
        return more.size;
      })
      .toBe(0);
  });

  it('[S5] uses an index and does not read all heads', async () => {
    await sql(
      database,
      `INSERT INTO stream_heads (name, seq, xact) SELECT 'user:' || gen_random_uuid(), 1, '1'::xid8 FROM generate_series(1, 5000)`,
    );
    await sql(database, 'ANALYZE stream_heads');
    const plan = await sql<{ 'QUERY PLAN': string }>(
      database,
      `EXPLAIN SELECT name, seq FROM stream_heads WHERE xact >= pg_snapshot_xmin(pg_current_snapshot())::text::xid8`,
    );
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('stream_heads_xact_index');
  });
});

describeWith('postgres')('[S5] a head whose transaction commits late', () => {
  it('is returned after its commit, however many polls and later commits came before', async () => {
    const database = await testDatabase('postgres');
    const log = createEventLog(database);
    const { transactions } = testTransactions(database);
    const late = `course:${randomUUID()}`;
    const [appended, commit] = [signal(), signal()];
    let { mark } = await log.changedSince(undefined);

    // This transaction gets its id before all others but commits after them.
    const held = database.orm.em.fork().transactional(async (em) => {
      await em.execute(`INSERT INTO stream_heads (name, seq, xact) VALUES (?, 1, pg_current_xact_id())`, [late]);
      appended.give();
      await commit.given;
    });
    await appended.given;

    for (let poll = 0; poll < 3; poll++) {
      const young = userStream();
      await transactions.run({ streams: [young] }, async (tx) => append(tx, young, {}));
      const changed = await log.changedSince(mark);
      expect(changed.heads.get(young)).toBe(1);
      expect(changed.heads.has(late)).toBe(false);
      mark = changed.mark;
    }
    commit.give();
    await held;
    const changed = await log.changedSince(mark);
    expect(changed.heads.get(late)).toBe(1);
    expect((await log.changedSince(changed.mark)).heads.size).toBe(0);
  });

  it('is never missed by a poller while many writers write', async () => {
    const database = await testDatabase('postgres');
    const log = createEventLog(database);
    const { transactions } = testTransactions(database);
    const streams = Array.from({ length: 8 }, userStream);
    const told = new Map<string, number>();
    let { mark } = await log.changedSince(undefined);
    let writing = true;
    const writers = Promise.all(
      Array.from({ length: 120 }, (_, index) => {
        const stream = streams[index % streams.length] ?? '';
        return transactions.run({ streams: [stream] }, async (tx) => append(tx, stream, index));
      }),
    ).finally(() => (writing = false));
    for (let last = false; !last;) {
      last = !writing;
      const changed = await log.changedSince(mark);
      for (const [stream, seq] of changed.heads) told.set(stream, seq);
      mark = changed.mark;
    }
    await writers;
    expect(told).toEqual(await log.heads(streams));
  });
});

describeWith('postgres')('[S5] a head in a restored dump', () => {
  it('is not returned once its transaction is forgotten, and is returned again after its next event', async () => {
    const database = await testDatabase('postgres');
    const log = createEventLog(database);
    const { transactions } = testTransactions(database);
    const stream = userStream();
    const write = () => transactions.run({ streams: [stream] }, async (tx) => append(tx, stream, {}));
    await write();
    await sql(database, `UPDATE stream_heads SET xact = '4611686018427387904'`);
    const { mark } = await log.changedSince(undefined);
    expect((await log.changedSince(mark)).heads.size).toBe(1);
    await sql(database, 'UPDATE stream_heads SET xact = NULL');
    expect((await log.changedSince(mark)).heads.size).toBe(0);
    await write();
    expect((await log.changedSince(mark)).heads).toEqual(new Map([[stream, 2]]));
  });
});
