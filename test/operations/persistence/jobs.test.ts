import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import type { Jobs } from '../../../domain/areas/jobs.ts';
import type { Database } from '../../../persistence/database/database.ts';
import { handleOf } from '../../../persistence/database/sql.ts';
import { openJobs } from '../../../persistence/jobs/jobs.ts';
import type { JobHandlers, JobQueue } from '../../../persistence/jobs/jobs.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { describeEachDatabase, testDatabase } from '../../support/database.ts';
import { newOp, sql, testTransactions } from './commands.ts';

describeEachDatabase('a durable job', (kind) => {
  let database: Database;
  let jobs: JobQueue;
  beforeEach(async () => {
    database = await testDatabase(kind);
    jobs = await openJobs(database, { onError: () => {} });
    onCleanup(() => jobs.stop());
  });

  const waiting = () =>
    sql<{ data: unknown; state: string }>(
      database,
      `SELECT data, state::text FROM jobs.job WHERE name = 'streak.tick'`,
    );

  function handlers(changes: Partial<JobHandlers>): JobHandlers {
    const nothing = async () => {};
    return {
      'session.idle': nothing,
      'streak.tick': nothing,
      'exercise.keys': nothing,
      'memory.embed': nothing,
      ...changes,
    };
  }

  it('commits or rolls back with its command, and is stored once for a repeated opId', async () => {
    const { transactions } = testTransactions(database, { jobs });
    const [userId, op] = [randomUUID(), newOp()];
    const fail = transactions.run({ userId, streams: [], op }, async (tx) => {
      await tx.schedule('streak.tick', { userId });
      throw new Error('no');
    });
    await expect(fail).rejects.toThrow('no');
    expect(await waiting()).toEqual([]);
    for (let time = 0; time < 2; time++) {
      await transactions.run({ userId, streams: [], op }, (tx) => tx.schedule('streak.tick', { userId }));
    }
    expect(await waiting()).toEqual([{ data: { userId }, state: 'created' }]);
  });

  it('runs soon, and again if it failed', async () => {
    const ran: unknown[] = [];
    const { promise: done, resolve } = Promise.withResolvers<void>();
    await jobs.work(
      handlers({
        'memory.embed': async (data) => {
          ran.push(data);
          if (ran.length === 1) throw new Error('the service is away');
          resolve();
        },
      }),
    );
    const data = { userId: randomUUID(), memoryId: randomUUID() };
    await jobs.schedule(handleOf(database.orm.em), 'memory.embed', data);
    await done;
    expect(ran).toEqual([data, data]);
  });

  it('that makes a vector is retried for more than a week', async () => {
    const [queue] = await sql<{ retry_limit: number; retry_delay_max: number; retention_seconds: number }>(
      database,
      `SELECT retry_limit, retry_delay_max, retention_seconds FROM jobs.queue WHERE name = 'memory.embed'`,
    );
    const week = 7 * 86_400;
    expect(queue!.retention_seconds).toBeGreaterThan(week);
    expect(queue!.retry_limit * queue!.retry_delay_max).toBeGreaterThan(week);
  });

  it('waits for its time', async () => {
    const times: number[] = [];
    const { promise: done, resolve } = Promise.withResolvers<void>();
    await jobs.work(
      handlers({
        'streak.tick': async () => {
          times.push(Date.now());
          resolve();
        },
      }),
    );
    const at = new Date(Date.now() + 3_000);
    await jobs.schedule(handleOf(database.orm.em), 'streak.tick', { userId: 'u' }, { at });
    await done;
    expect(times[0]).toBeGreaterThanOrEqual(at.getTime());
  });

  it('with the key of a waiting job replaces the data and time of that job', async () => {
    const { transactions } = testTransactions(database, { jobs });
    const later = new Date(Date.now() + 3_600_000);
    const send = (userId: string, key?: string, at?: Date) =>
      transactions.run({ streams: [] }, (tx) =>
        tx.schedule('streak.tick', { userId }, { ...(key !== undefined && { key }), ...(at && { at }) }),
      );
    await send('first', 'a', later);
    await send('second', 'a');
    await send('other', 'b', later);
    await send('without key', undefined, later);
    await send('without key', undefined, later);
    const ids = (rows: { data: unknown }[]) => rows.map(({ data }) => (data as Jobs['streak.tick']).userId).sort();
    expect(ids(await waiting())).toEqual(['other', 'second', 'without key', 'without key']);

    const { promise: ran, resolve } = Promise.withResolvers<Jobs['streak.tick']>();
    await jobs.work(handlers({ 'streak.tick': async (data) => resolve(data) }));
    expect(await ran).toEqual({ userId: 'second' });
  });

  it('of thousands of learners is sent in one statement, and not twice while it waits', async () => {
    const all = Array.from({ length: 2_000 }, (_, n) => ({ data: { userId: `${n}` }, key: `${n}` }));
    await jobs.scheduleAll('streak.tick', all.slice(0, 1_500));
    await jobs.scheduleAll('streak.tick', all);
    expect(await waiting()).toHaveLength(all.length);
    const [queue] = await sql(database, `SELECT expire_seconds FROM jobs.queue WHERE name = 'exercise.keys'`);
    expect(queue).toEqual({ expire_seconds: 3_600 });
  });

  it('that is sent twenty times at once with one key is stored once', async () => {
    const { transactions } = testTransactions(database, { jobs });
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        transactions.run({ streams: [] }, (tx) =>
          tx.schedule('streak.tick', { userId: String(index) }, { key: 'k', at: new Date(Date.now() + 60_000) }),
        ),
      ),
    );
    expect(await waiting()).toHaveLength(1);
  });

  it('may send further commands from its handler', async () => {
    const { transactions } = testTransactions(database, { jobs });
    const { promise: done, resolve } = Promise.withResolvers<string>();
    await jobs.work(
      handlers({
        'session.idle': async ({ sessionId }) =>
          resolve((await transactions.run({ streams: [] }, async () => sessionId)).result),
      }),
    );
    await jobs.schedule(handleOf(database.orm.em), 'session.idle', { sessionId: 's', userId: 'u' });
    expect(await done).toBe('s');
  });

  it('on a schedule is registered once, however often the node starts', async () => {
    await jobs.every('0 3 * * *', 'purge', async () => {});
    const again = await openJobs(database, { onError: () => {} });
    onCleanup(() => again.stop());
    await again.every('0 4 * * *', 'purge', async () => {});
    expect(await sql(database, `SELECT name, cron FROM jobs.schedule`)).toEqual([{ name: 'purge', cron: '0 4 * * *' }]);
  });

  it('uses almost no CPU while it waits', async () => {
    await jobs.work(handlers({}));
    await sleep(1_000);
    const before = process.cpuUsage();
    await sleep(5_000);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 5_000_000).toBeLessThan(0.25);
  });
});
