import { existsSync, readlinkSync } from 'node:fs';
import { Redis } from 'ioredis';
import pg from 'pg';
import { expect, it } from 'vitest';
import { onCleanup } from '../support/cleanup.ts';
import { freshDatabase, ownPostgres, ownRedis } from '../support/services/own.ts';
import { describeWith } from '../support/services/require.ts';
import { startService } from '../support/services/service.ts';

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

describeWith('postgres')('freshDatabase', () => {
  it('has pgvector, is empty and belongs to one test', async () => {
    const [first, second] = await Promise.all([freshDatabase(), freshDatabase()]);
    await query(first.url, 'CREATE EXTENSION vector; CREATE TABLE only_here (embedding vector(3))');
    expect(await query(first.url, `SELECT '[1,2,3]'::vector <-> '[1,2,5]'::vector AS distance`)).toEqual([
      { distance: 2 },
    ]);
    expect(await query(second.url, `SELECT to_regclass('only_here') AS found`)).toEqual([{ found: null }]);
  });

  it('is dropped at the end, even if a connection is left open', async () => {
    const database = await freshDatabase();
    const client = new pg.Client({ connectionString: database.url });
    client.on('error', () => undefined);
    await client.connect();
    await database.drop();
    await expect(query(database.url, 'SELECT 1')).rejects.toThrow('does not exist');
  });
});

describeWith('own-postgres')('ownPostgres', () => {
  it('does not answer while paused, and keeps committed rows after a crash', async () => {
    const postgres = await ownPostgres();
    await query(postgres.url, 'CREATE TABLE kept (value int); INSERT INTO kept VALUES (7)');
    postgres.pause();
    let answered = false;
    const late = query(postgres.url, 'SELECT 1').finally(() => (answered = true));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(answered).toBe(false);
    postgres.resume();
    await late;
    await postgres.restart();
    expect(await query(postgres.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
  });
});

describeWith('own-redis')('ownRedis', () => {
  it('does not answer while paused, and is empty on the same port after a crash', async () => {
    const redis = await ownRedis();
    const client = new Redis(redis.url, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
    client.on('error', () => undefined);
    onCleanup(() => client.disconnect());
    await client.set('key', 'value');
    redis.pause();
    let answered = false;
    const late = client.get('key').finally(() => (answered = true));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(answered).toBe(false);
    redis.resume();
    expect(await late).toBe('value');
    await redis.restart();
    expect(await client.get('key')).toBeNull();
  });
});

describeWith('own-redis')('startService', () => {
  const definition = { name: 'stub', url: () => 'stub://', ready: /ready/ };

  it('reports the output of a process that ends before it is ready', async () => {
    const command = () => ({ file: '/bin/sh', args: ['-c', 'echo wrong flag >&2; exit 3'] });
    await expect(startService({ ...definition, command })).rejects.toThrow(/ended with 3[^]*wrong flag/);
  });

  it('leaves neither a process nor a folder if it is stopped while paused', async () => {
    const command = () => ({ file: '/bin/sh', args: ['-c', 'echo ready; sleep 60 & wait'] });
    const service = await startService({ ...definition, command });
    const folder = readlinkSync(`/proc/${service.process.pid}/cwd`);
    service.pause();
    await service.stop();
    expect(existsSync(folder)).toBe(false);
    expect(service.process.killed || service.process.signalCode !== null).toBe(true);
  });
});
