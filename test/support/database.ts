import { createHash, randomBytes } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { describe } from 'vitest';
import type { Database } from '../../persistence/database/database.ts';
import { openDatabase } from '../../persistence/database/open.ts';
import { openJobs } from '../../persistence/jobs/jobs.ts';
import { onCleanup } from './cleanup.ts';
import { describeWith } from './services/require.ts';
import { shared } from './services/shared.ts';

export type DatabaseKind = Database['kind'];

/** What a prepared database depends on: another version of these gets another one. */
const INGREDIENTS = [
  'persistence/**/migrations/*.ts',
  'persistence/migrations.ts',
  'persistence/jobs/*.ts',
  'node_modules/@electric-sql/pglite/package.json',
  'node_modules/pg-boss/package.json',
];
const TEMPLATE_LOCK = 815_001;

/** The suite once for each database the product runs on. */
export function describeEachDatabase(name: string, suite: (kind: DatabaseKind) => void): void {
  describe(`${name} on PGlite`, () => void suite('pglite'));
  describeWith('postgres')(`${name} on Postgres`, () => void suite('postgres'));
}

/**
 * A database of its own, migrated and with pg-boss' tables, copied from one that was prepared once.
 * Closed and dropped when the test, or outside a test its file, ends.
 */
export async function testDatabase(kind: DatabaseKind): Promise<Database> {
  const { database, drop } = await (kind === 'pglite' ? copiedPglite() : copiedPostgres());
  onCleanup(async () => {
    await database.close();
    await drop?.();
  });
  return database;
}

interface Copied {
  database: Database;
  drop?(): Promise<void>;
}

async function copiedPglite(): Promise<Copied> {
  const path = join(tmpdir(), `courseside-test-database-${fingerprint()}.tar`);
  if (!existsSync(path)) {
    const prepared = await openDatabase({});
    await prepare(prepared);
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, Buffer.from(await (await prepared.dump()).arrayBuffer()));
    renameSync(draft, path);
    await prepared.close();
  }
  return { database: await openDatabase({ loadFrom: new Blob([readFileSync(path)]) }) };
}

async function copiedPostgres(): Promise<Copied> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const template = await onServer(postgresTemplate);
  await onServer((server) => server.query(`CREATE DATABASE "${name}" TEMPLATE "${template}"`));
  return {
    database: await openDatabase({ url: await urlOf(name) }),
    async drop() {
      await onServer((server) => server.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`));
    },
  };
}

/** Made by whichever test process comes first; the others wait for it. */
async function postgresTemplate(server: pg.Client): Promise<string> {
  const name = `template_${fingerprint()}`;
  await server.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  const { rowCount } = await server.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  if (rowCount === 0) {
    const draft = `${name}_${process.pid}`;
    await server.query(`CREATE DATABASE "${draft}"`);
    const prepared = await openDatabase({ url: await urlOf(draft) });
    await prepare(prepared);
    await prepared.close();
    await server.query(`ALTER DATABASE "${draft}" RENAME TO "${name}"`);
  }
  return name;
}

async function prepare(database: Database): Promise<void> {
  await database.migrate();
  const failures: Error[] = [];
  const jobs = await openJobs(database, { onError: (error) => failures.push(error) });
  await jobs.stop();
  if (failures.length > 0) throw new AggregateError(failures, 'pg-boss did not start');
}

function fingerprint(): string {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const hash = createHash('sha256');
  for (const path of globSync(INGREDIENTS, { cwd: root }).sort())
    hash.update(path).update(readFileSync(join(root, path)));
  return hash.digest('hex').slice(0, 16);
}

async function urlOf(name: string): Promise<string> {
  const url = new URL(await shared('postgres'));
  url.pathname = `/${name}`;
  return url.href;
}

/** One connection to the server's own database, whose end frees its locks. */
async function onServer<T>(work: (server: pg.Client) => Promise<T>): Promise<T> {
  const server = new pg.Client({ connectionString: await shared('postgres') });
  await server.connect();
  try {
    return await work(server);
  } finally {
    await server.end();
  }
}
