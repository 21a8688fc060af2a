import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import type { Envelope } from '../../../domain/contract/index.ts';
import type { Database } from '../../../persistence/database/database.ts';
import { createEventLog } from '../../../persistence/log/event-log.ts';
import { describeEachDatabase, testDatabase } from '../../support/database.ts';
import { append, newOp, sql, sqlOf, testTransactions, userStream } from './commands.ts';

describeEachDatabase('[S3] a command', (kind) => {
  let database: Database;
  beforeAll(async () => {
    database = await testDatabase(kind);
    await sql(database, 'CREATE TABLE marks (name text NOT NULL)');
  });

  it('commits state, result and events together and hands the envelopes over once', async () => {
    const { transactions, handed } = testTransactions(database);
    const [userId, stream, op] = [randomUUID(), userStream(), newOp()];
    const done = await transactions.run({ userId, streams: [stream], op }, async (tx) => {
      await sqlOf(tx)('INSERT INTO marks VALUES ($1)', [stream]);
      append(tx, stream, { z: 1, a: 'ä\u0000', nested: { list: [1, 2] } }, 'first');
      append(tx, stream, null, 'second');
      return { ok: true };
    });
    expect(done).toEqual({ result: { ok: true }, repeated: false });
    const log = createEventLog(database);
    const events = await log.read(stream, 0, 10);
    expect(events.map(({ s, q, t, op: by }) => [s, q, t, by])).toEqual([
      [stream, 1, 'first', op.id],
      [stream, 2, 'second', op.id],
    ]);
    expect(handed).toEqual([events]);
    expect(JSON.stringify(events[0]?.d)).toBe('{"z":1,"a":"ä\\u0000","nested":{"list":[1,2]}}');
    expect(Math.abs(Date.parse(events[0]?.at ?? '') - Date.now())).toBeLessThan(60_000);
    expect(await sql(database, 'SELECT * FROM marks WHERE name = $1', [stream])).toHaveLength(1);
    expect(await log.heads([stream])).toEqual(new Map([[stream, 2]]));
  });

  it('on Postgres, uses prepared statements, which each connection plans once', async () => {
    const { transactions } = testTransactions(database);
    const names = await transactions.run({ userId: randomUUID(), streams: [userStream()], op: newOp() }, async (tx) => {
      const found = await sqlOf(tx)<{ name: string }>('SELECT name FROM pg_prepared_statements');
      return found.map(({ name }) => name);
    });
    expect(names.result.includes('enter_with_op')).toBe(kind === 'postgres');
  });

  it('that fails leaves no state, event, head or op row, and hands nothing over', async () => {
    const { transactions, handed } = testTransactions(database);
    const [userId, stream, op] = [randomUUID(), userStream(), newOp()];
    const failing = transactions.run({ userId, streams: [stream], op }, async (tx) => {
      await sqlOf(tx)('INSERT INTO marks VALUES ($1)', [stream]);
      append(tx, stream, {});
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await sql(database, 'SELECT * FROM marks WHERE name = $1', [stream])).toEqual([]);
    expect(await sql(database, 'SELECT * FROM operations WHERE op_id = $1', [op.id])).toEqual([]);
    expect(await sql(database, 'SELECT * FROM stream_heads WHERE name = $1', [stream])).toEqual([]);
    expect(await createEventLog(database).read(stream, 0, 10)).toEqual([]);
    expect(handed).toEqual([]);
  });

  it('without events does not change the heads', async () => {
    const { transactions, handed } = testTransactions(database);
    const stream = userStream();
    await transactions.run({ streams: [stream] }, async (tx) => append(tx, stream, {}));
    const head = () => sql(database, 'SELECT seq, xact::text FROM stream_heads WHERE name = $1', [stream]);
    const before = await head();
    await transactions.run({ streams: [stream] }, async () => {});
    expect(await head()).toEqual(before);
    expect(handed).toHaveLength(1);
  });

  it('may not append to a stream that it did not name', async () => {
    const { transactions } = testTransactions(database);
    const run = transactions.run({ streams: [userStream()] }, async (tx) => append(tx, userStream(), {}));
    await expect(run).rejects.toThrow('did not name');
  });

  it('[S7] may store 64 KiB of data, but not one byte more', async () => {
    const { transactions } = testTransactions(database);
    const stream = userStream();
    const send = (letters: number) =>
      transactions.run({ streams: [stream] }, async (tx) => append(tx, stream, 'ä'.repeat(letters / 2)));
    await send(64 * 1024 - 2);
    await expect(send(64 * 1024)).rejects.toMatchObject({ code: 'payload_too_large' });
  });

  it('is serialised by its streams: 50 at once leave no gaps, and each sees the result of the one before', async () => {
    const { transactions, handed } = testTransactions(database);
    const [personal, shared] = [userStream(), `course:${randomUUID()}`];
    const seen: number[] = [];
    await Promise.all(
      Array.from({ length: 50 }, (_, number) =>
        transactions.run({ userId: randomUUID(), streams: [shared, personal], op: newOp() }, async (tx) => {
          const [row] = await sqlOf(tx)<{ count: string }>('SELECT count(*) FROM marks WHERE name = $1', [personal]);
          seen.push(Number(row?.count));
          await sqlOf(tx)('INSERT INTO marks VALUES ($1)', [personal]);
          append(tx, personal, { number });
          append(tx, shared, { number });
          append(tx, personal, { number });
        }),
      ),
    );
    expect(seen).toEqual(Array.from({ length: 50 }, (_, before) => before));
    const log = createEventLog(database);
    const events = await log.read(personal, 0, 1_000);
    expect(events.map((event) => event.q)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect((await log.read(shared, 0, 1_000)).map((event) => event.q)).toEqual(
      Array.from({ length: 50 }, (_, index) => index + 1),
    );
    const committed = handed.toSorted((a, b) => firstSeq(a, personal) - firstSeq(b, personal));
    expect(committed.flat().filter((event) => event.s === personal)).toEqual(events);
    for (const envelopes of handed) expect(envelopes.map((event) => event.s)).toEqual([personal, shared, personal]);
  });

  it('is visible in commit order: a reader of a seq can read all seqs before it', async () => {
    const { transactions } = testTransactions(database);
    const log = createEventLog(database);
    const stream = userStream();
    const progress = { writing: true };
    const writers = Promise.all(
      Array.from({ length: 30 }, () => transactions.run({ streams: [stream] }, async (tx) => append(tx, stream, {}))),
    ).finally(() => (progress.writing = false));
    let reads = 0;
    while (progress.writing) {
      const seqs = (await log.read(stream, 0, 100)).map((event) => event.q);
      expect(seqs).toEqual(seqs.map((_, index) => index + 1));
      reads++;
    }
    await writers;
    expect(reads).toBeGreaterThan(0);
  });

  it('does not deadlock with one that names the same streams in the opposite order', async () => {
    const { transactions } = testTransactions(database);
    const [a, b] = [userStream(), userStream()];
    let runs = 0;
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        transactions.run({ streams: index % 2 === 0 ? [a, b] : [b, a] }, async (tx) => {
          runs++;
          for (const stream of index % 2 === 0 ? [a, b] : [b, a]) append(tx, stream, {});
        }),
      ),
    );
    expect(runs).toBe(40);
    expect(await createEventLog(database).heads([a, b])).toEqual(
      new Map([
        [a, 40],
        [b, 40],
      ]),
    );
  });
});

function firstSeq(envelopes: Envelope[], stream: string): number {
  return envelopes.find((event) => event.s === stream)?.q ?? 0;
}
