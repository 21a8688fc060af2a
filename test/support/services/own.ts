import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { onCleanup } from '../cleanup.ts';
import { startPostgres } from './postgres.ts';
import { urlOf } from './prepared.ts';
import { startRedis } from './redis.ts';
import { provided } from './require.ts';
import { keptUntilCleanup } from './service.ts';
import type { Service } from './service.ts';
import { shared } from './shared.ts';

interface OwnDatabase {
  url: string;
  drop(): Promise<void>;
}

/** An empty database on the run's shared PostgreSQL. Dropped when the test, or outside a test its file, ends. */
export function freshDatabase(): Promise<OwnDatabase> {
  return createDatabase('');
}

/** One with the schema of the product and of pg-boss, copied from a prepared one. Dropped like `freshDatabase`. */
export async function migratedDatabase(): Promise<OwnDatabase> {
  return createDatabase(`TEMPLATE "${await shared('template')}"`);
}

async function createDatabase(options: string): Promise<OwnDatabase> {
  const server = await shared('postgres');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await runSql(server, `CREATE DATABASE "${name}" ${options}`);
  const drop = () => runSql(server, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
  onCleanup(drop);
  return { url: urlOf(server, name), drop };
}

/** A private Redis for a test that pauses or kills it. Stopped when the test, or outside a test its file, ends. */
export function ownRedis(): Promise<Service> {
  return keptUntilCleanup(startRedis(provided('own-redis')));
}

/** A private PostgreSQL with pgvector for a test that pauses or kills it. Stopped like `ownRedis`. */
export function ownPostgres(): Promise<Service> {
  return keptUntilCleanup(startPostgres(provided('own-postgres'), { durable: true }));
}

async function runSql(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
