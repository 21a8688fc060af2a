import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Database } from '../../../persistence/database/database.ts';

/** What a prepared database depends on: another version of these gets another one. */
const INGREDIENTS = [
  'persistence/**/migrations/*.ts',
  'persistence/migrations.ts',
  'persistence/jobs/*.ts',
  'node_modules/@electric-sql/pglite/package.json',
  'node_modules/pg-boss/package.json',
];
const TEMPLATE_LOCK = 815_001;
/** Later runs find it here, even when this run keeps its own temporary files in memory. */
const KEPT_IN = tmpdir();

/** Path of a PGlite data directory as tar: migrated, with pg-boss' tables, made once for many runs. */
export async function preparedPglite(): Promise<string> {
  const path = join(KEPT_IN, `courseside-test-database-${fingerprint()}.tar`);
  if (existsSync(path)) return path;
  const { openDatabase } = await import('../../../persistence/database/open.ts');
  const database = await openDatabase({});
  await prepare(database);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, Buffer.from(await (await database.dump()).arrayBuffer()));
  renameSync(draft, path);
  await database.close();
  return path;
}

/** Makes it the database below a DATA_DIR. */
export async function unpackPglite(tar: string, dataDir: string): Promise<void> {
  const folder = join(dataDir, 'database');
  await mkdir(folder);
  await promisify(execFile)('tar', ['-xf', tar, '-C', folder, '--no-same-owner']);
}

/** Name of a database like it on a PostgreSQL server, for `CREATE DATABASE … TEMPLATE`. */
export async function preparedTemplate(serverUrl: string): Promise<string> {
  const name = `template_${fingerprint()}`;
  const server = new pg.Client({ connectionString: serverUrl });
  await server.connect();
  try {
    // Another run may use the same server.
    await server.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await server.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount !== 0) return name;
    const draft = `${name}_${process.pid}`;
    await server.query(`CREATE DATABASE "${draft}"`);
    const { openDatabase } = await import('../../../persistence/database/open.ts');
    const database = await openDatabase({ url: urlOf(serverUrl, draft) });
    await prepare(database);
    await database.close();
    await server.query(`ALTER DATABASE "${draft}" RENAME TO "${name}"`);
    return name;
  } finally {
    // Frees the lock too.
    await server.end();
  }
}

/** Address of another database on the same server. */
export function urlOf(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function prepare(database: Database): Promise<void> {
  await database.migrate();
  const { openJobs } = await import('../../../persistence/jobs/jobs.ts');
  const failures: Error[] = [];
  const jobs = await openJobs(database, { onError: (error) => failures.push(error) });
  await jobs.stop();
  if (failures.length > 0) throw new AggregateError(failures, 'pg-boss did not start');
}

function fingerprint(): string {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const hash = createHash('sha256');
  for (const path of globSync(INGREDIENTS, { cwd: root }).sort())
    hash.update(path).update(readFileSync(join(root, path)));
  return hash.digest('hex').slice(0, 16);
}
