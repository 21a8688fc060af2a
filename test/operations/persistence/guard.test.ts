import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import type { Database } from '../../../persistence/database/database.ts';
import { handleOf } from '../../../persistence/database/sql.ts';
import { openJobs } from '../../../persistence/jobs/jobs.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { describeEachDatabase, testDatabase } from '../../support/database.ts';
import { signal, sql, sqlOf, testTransactions } from './commands.ts';

const BREACH = 'inside a transaction only its own handle may query';

describeEachDatabase('inside a transaction', (kind) => {
  let database: Database;
  beforeAll(async () => {
    database = await testDatabase(kind);
  });

  it.each<[what: string, query: (database: Database) => Promise<unknown>]>([
    ['a query on the pool', (database) => sql(database, 'SELECT 1')],
    ['a query of another entity manager', (database) => database.orm.em.fork().execute('SELECT 1')],
    ['another transaction', (database) => database.orm.em.fork().transactional(async () => {})],
    ['another command', (database) => testTransactions(database).transactions.run({ streams: [] }, async () => {})],
  ])('%s is an error immediately, and the connection is free again', async (_what, query) => {
    const { transactions } = testTransactions(database);
    const breach = transactions.run({ streams: [] }, async () => query(database));
    await expect(breach).rejects.toThrow(BREACH);
    expect(await sql(database, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('a job that is sent outside the transaction is an error too', async () => {
    const jobs = await openJobs(database, { onError: () => {} });
    onCleanup(() => jobs.stop());
    const { transactions } = testTransactions(database);
    const beside = transactions.run({ streams: [] }, () =>
      jobs.schedule(handleOf(database.orm.em), 'streak.tick', { userId: 'u' }),
    );
    await expect(beside).rejects.toThrow(BREACH);
  });

  it('queries of other calls wait for their turn and are not part of the transaction', async () => {
    const { transactions } = testTransactions(database);
    const [started, end] = [signal(), signal()];
    await sql(database, 'CREATE TABLE IF NOT EXISTS notes (text text)');
    const first = transactions.run({ streams: [] }, async (tx) => {
      await sqlOf(tx)(`INSERT INTO notes VALUES ('mine')`);
      started.give();
      await end.given;
      throw new Error('rolled back');
    });
    await started.given;
    const other = sql(database, `INSERT INTO notes VALUES ('other')`);
    end.give();
    await expect(first).rejects.toThrow('rolled back');
    await other;
    expect(await sql(database, 'SELECT text FROM notes')).toEqual([{ text: 'other' }]);
  });

  it('work that it leaves running may query after it ends', async () => {
    const { transactions } = testTransactions(database);
    const later = await transactions.run({ streams: [] }, async () => ({
      query: sleep(20).then(() => sql(database, 'SELECT 1 AS one')),
    }));
    expect(await later.result.query).toEqual([{ one: 1 }]);
  });
});
