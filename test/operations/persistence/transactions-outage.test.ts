import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { expect, it } from 'vitest';
import { isAway } from '../../../persistence/database/failures.ts';
import { openDatabase } from '../../../persistence/database/open.ts';
import { handleOf, prepared, rows } from '../../../persistence/database/sql.ts';
import { createEventLog } from '../../../persistence/log/event-log.ts';
import { createReader } from '../../../persistence/stores.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { ownPostgres } from '../../support/services/own.ts';
import { describeWith } from '../../support/services/require.ts';
import { append, newOp, signal, sql, sqlOf, testTransactions, userStream } from './commands.ts';

const POOL = 3;
interface SwallowingProxy {
  port: number;
  swallow?: 'begin' | 'commit' | undefined;
}

const UNAVAILABLE = { code: 'unavailable' };

describeWith('own-postgres')('[M1] when Postgres goes down', () => {
  it('commands are `unavailable` until it is back, and the pool loses no connection', async () => {
    const server = await ownPostgres();
    const database = await openDatabase({ url: server.url, pool: POOL });
    onCleanup(() => database.close());
    await database.migrate();
    // The test's Postgres writes to disk late and will be killed, so what was written so far is saved first.
    await sql(database, 'CHECKPOINT');
    const { transactions, handed } = testTransactions(database);
    const stream = userStream();
    const started = Array.from({ length: POOL }, signal);
    const killed = signal();
    const running = started.map(({ give }) =>
      transactions.run({ streams: [userStream()] }, async (tx) => {
        give();
        await killed.given;
        await sqlOf(tx)('SELECT 1');
      }),
    );
    await Promise.all(started.map(({ given }) => given));
    await server.kill();
    killed.give();
    for (const command of running) await expect(command).rejects.toMatchObject(UNAVAILABLE);

    const write = () => transactions.run({ streams: [stream] }, async (tx) => append(tx, stream, {}));
    for (let time = 0; time < 2 * POOL; time++) await expect(write()).rejects.toMatchObject(UNAVAILABLE);
    await expect(transactions.applied({ userId: randomUUID(), ...newOp() })).rejects.toMatchObject(UNAVAILABLE);
    expect(handed).toEqual([]);

    await server.restart();
    await Promise.all(Array.from({ length: 2 * POOL }, write));
    expect(await createEventLog(database).heads([stream])).toEqual(new Map([[stream, 2 * POOL]]));
  });

  it('a prepared statement that a migration has changed is prepared anew', async () => {
    const server = await ownPostgres();
    const database = await openDatabase({ url: server.url, pool: 1 });
    onCleanup(() => database.close());
    const direct = new pg.Client({ connectionString: server.url });
    await direct.connect();
    onCleanup(() => direct.end());
    await direct.query('CREATE TABLE things (name varchar(10))');
    const things = () => rows(handleOf(database.orm.em.fork()), prepared('things', 'SELECT * FROM things'));
    const isOnce = async () => await things().catch((error: unknown) => isAway(error));
    expect(await things()).toEqual([]);
    await direct.query('ALTER TABLE things ALTER name TYPE text');
    expect([await isOnce(), await things()]).toEqual([true, []]);
  });

  it('during a commit or a begin, nothing is handed over, and the repeat gets the result', async () => {
    const server = await ownPostgres();
    const direct = await openDatabase({ url: server.url });
    onCleanup(() => direct.close());
    await direct.migrate();
    const proxy = await swallowingProxy(server.port);
    const url = new URL(server.url);
    url.port = String(proxy.port);
    const database = await openDatabase({ url: url.href, pool: 1 });
    onCleanup(() => database.close());

    const { transactions, handed } = testTransactions(database);
    const [userId, stream, op] = [randomUUID(), userStream(), newOp()];
    const run = () =>
      transactions.run({ userId, streams: [stream], op }, async (tx) => {
        append(tx, stream, {});
        return 'done';
      });
    proxy.swallow = 'commit';
    await expect(run()).rejects.toMatchObject(UNAVAILABLE);
    expect(handed).toEqual([]);
    proxy.swallow = undefined;
    expect(await run()).toEqual({ result: 'done', repeated: true });
    expect(handed).toEqual([]);
    expect(await createEventLog(direct).heads([stream])).toEqual(new Map([[stream, 1]]));

    // This statement runs in a transaction of its own that only reads.
    const nearest = () => createReader(database)().memories.nearest({ userId, text: 'knee', limit: 1 });
    proxy.swallow = 'begin';
    await expect(nearest()).rejects.toMatchObject(UNAVAILABLE);
    proxy.swallow = undefined;
    expect(await nearest()).toEqual([]);
  });
});

/**
 * Start a proxy between the client and Postgres. After a statement that contains `swallow` it drops the answer and
 * closes the connection.
 */
async function swallowingProxy(target: number): Promise<SwallowingProxy> {
  const proxy: SwallowingProxy = { port: 0 };
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    let swallows = false;
    client.on('data', (data) => {
      swallows = proxy.swallow !== undefined && data.includes(proxy.swallow);
      upstream.write(data);
    });
    upstream.on('data', (data) => (swallows ? client.destroy() : client.write(data)));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    for (const socket of [client, upstream]) socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onCleanup(() => server.close());
  proxy.port = (server.address() as AddressInfo).port;
  return proxy;
}
