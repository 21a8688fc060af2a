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

/**
 * Create an empty database on the shared PostgreSQL. It is dropped at the end of the test or, outside a test, of the
 * file.
 */
export function freshDatabase(): Promise<OwnDatabase> {
  return createDatabase('');
}

/**
 * Create a database with the schema of the product and of pg-boss, as a copy of a prepared database. It is dropped like
 * `freshDatabase`.
 */
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

/**
 * Start a separate Redis for a test that pauses or kills it. It is stopped at the end of the test or, outside a test,
 * of the file.
 */
export function ownRedis(): Promise<Service> {
  return keptUntilCleanup(startRedis(provided('own-redis')));
}

/** Start a separate PostgreSQL with pgvector for a test that pauses or kills it. It is stopped like `ownRedis`. */
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
