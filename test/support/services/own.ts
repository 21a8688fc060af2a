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
 * Create an empty database on the shared PostgreSQL. It is dropped when the test ends. Outside a test, it is dropped
 * when the file ends.
 */
export function freshDatabase(): Promise<OwnDatabase> {
  return createDatabase('');
}

/**
 * Create a database with the tables of the product and of pg-boss, by copying a prepared one. It is dropped like that
 * of `freshDatabase`.
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
 * Start a Redis that the test may pause or kill. It is stopped when the test ends. Outside a test, it is stopped when
 * the file ends.
 */
export function ownRedis(): Promise<Service> {
  return keptUntilCleanup(startRedis(provided('own-redis')));
}

/** Start a PostgreSQL with pgvector that the test may pause or kill. It is stopped like that of `ownRedis`. */
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
