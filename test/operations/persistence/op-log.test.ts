import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import type { Database } from '../../../persistence/database/database.ts';
import { createEventLog } from '../../../persistence/log/event-log.ts';
import { purge } from '../../../persistence/log/purge.ts';
import { describeEachDatabase, testDatabase } from '../../support/database.ts';
import { append, newOp, signal, sql, testTransactions, userStream } from './commands.ts';

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

describeEachDatabase('[M2] an opId', (kind) => {
  let database: Database;
  beforeAll(async () => {
    database = await testDatabase(kind);
  });

  it('that is sent twenty times at once is applied once, and every answer is the first result', async () => {
    const { transactions, handed } = testTransactions(database);
    const [userId, stream, op] = [randomUUID(), userStream(), newOp()];
    let runs = 0;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        transactions.run({ userId, streams: [stream], op }, async (tx) => {
          runs++;
          append(tx, stream, {});
          return { b: runs, a: 'x' };
        }),
      ),
    );
    expect(runs).toBe(1);
    expect(answers.map((answer) => JSON.stringify(answer.result))).toEqual(Array(20).fill('{"b":1,"a":"x"}'));
    expect(answers.filter((answer) => !answer.repeated)).toHaveLength(1);
    expect(handed).toHaveLength(1);
    expect(await createEventLog(database).heads([stream])).toEqual(new Map([[stream, 1]]));
  });

  it('is applied by a waiting repeat if the first attempt failed', async () => {
    const { transactions } = testTransactions(database);
    const [userId, op, started, fail] = [randomUUID(), newOp(), signal(), signal()];
    const first = transactions.run({ userId, streams: [], op }, async () => {
      started.give();
      await fail.given;
      throw new Error('no');
    });
    await started.given;
    const second = transactions.run({ userId, streams: [], op }, async () => 'second');
    fail.give();
    await expect(first).rejects.toThrow('no');
    expect(await second).toEqual({ result: 'second', repeated: false });
  });

  it('with another input or operation is an operation_conflict', async () => {
    const { transactions } = testTransactions(database);
    const [userId, op] = [randomUUID(), newOp()];
    await transactions.run({ userId, streams: [], op }, async () => 1);
    for (const other of [newOp({ id: op.id, inputHash: 'b' }), newOp({ id: op.id, operation: 'chat.send' })]) {
      const conflict = { code: 'operation_conflict' };
      await expect(transactions.run({ userId, streams: [], op: other }, async () => 2)).rejects.toMatchObject(conflict);
      await expect(transactions.applied({ userId, ...other })).rejects.toMatchObject(conflict);
    }
  });

  it('belongs to its user, so that another user may use the same opId', async () => {
    const { transactions } = testTransactions(database);
    const op = newOp();
    await transactions.run({ userId: randomUUID(), streams: [], op }, async () => 'one');
    const other = await transactions.run({ userId: randomUUID(), streams: [], op }, async () => 'two');
    expect(other).toEqual({ result: 'two', repeated: false });
  });

  it.each([[undefined], [null], [0], ['text'], [{ deep: [{ a: null }] }]])(
    'gives the result %j again',
    async (result) => {
      const { transactions } = testTransactions(database);
      const [userId, op] = [randomUUID(), newOp()];
      expect(await transactions.applied({ userId, ...op })).toBeUndefined();
      await transactions.run({ userId, streams: [], op }, async () => result);
      expect(await transactions.applied({ userId, ...op })).toEqual({ result });
      expect(await transactions.run({ userId, streams: [], op }, async () => 'again')).toEqual({
        result,
        repeated: true,
      });
    },
  );

  it('is not stored for a caller without an account', async () => {
    const { transactions } = testTransactions(database);
    const op = newOp();
    const run = () => transactions.run({ streams: [], op }, async () => 'done');
    expect([await run(), await run()].map((answer) => answer.repeated)).toEqual([false, false]);
    expect(await sql(database, 'SELECT * FROM operations WHERE op_id = $1', [op.id])).toEqual([]);
  });

  it('is kept for 7 days and events for 30 days, while heads stay', async () => {
    const { transactions } = testTransactions(database);
    const [userId, stream, op] = [randomUUID(), userStream(), newOp()];
    await transactions.run({ userId, streams: [stream], op }, async (tx) => append(tx, stream, {}));
    const lifetimes = { eventDays: 30, accessSeconds: 900 };
    const log = createEventLog(database);

    expect((await purge(database, inDays(6.9), lifetimes)).ops).toBe(0);
    expect((await purge(database, inDays(7.1), lifetimes)).ops).toBeGreaterThan(0);
    expect(await transactions.applied({ userId, ...op })).toBeUndefined();
    expect(await log.oldest(stream)).toBe(1);

    expect((await purge(database, inDays(29.9), lifetimes)).events).toBe(0);
    expect((await purge(database, inDays(30.1), lifetimes)).events).toBeGreaterThan(0);
    expect(await log.read(stream, 0, 10)).toEqual([]);
    expect(await log.heads([stream])).toEqual(new Map([[stream, 1]]));
    expect(await log.oldest(stream)).toBe(2);
  });
});

describeEachDatabase('[C6] a revocation', (kind) => {
  it('is kept for as long as an access token is valid, however long that is', async () => {
    const database = await testDatabase(kind);
    await sql(database, `INSERT INTO revocations (sid, user_id, reason) VALUES ($1, $2, 'logout')`, [
      randomUUID(),
      randomUUID(),
    ]);
    const lifetimes = { eventDays: 30, accessSeconds: 30 * 86_400 };
    expect((await purge(database, inDays(30), lifetimes)).revocations).toBe(0);
    expect((await purge(database, inDays(31.1), lifetimes)).revocations).toBe(1);
  });
});
