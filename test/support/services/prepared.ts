import { execFile } from 'node:child_process';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { fingerprint } from '../../../persistence/database/data-dir/template.ts';

const TEMPLATE_LOCK = 815_001;
/**
 * The folder in which prepared databases are kept for later runs. It is read here, before TMPDIR may be changed to a
 * folder in memory.
 */
const KEPT_IN = tmpdir();

/**
 * Return the path of a tar file with a PGlite data directory that has the tables of the product and of pg-boss. The
 * file is made once and used by later runs.
 */
export async function preparedPglite(): Promise<string> {
  const path = join(KEPT_IN, `courseside-test-database-${fingerprint()}.tar`);
  if (existsSync(path)) return path;
  const { openDatabase, layOut } = await imported();
  const database = await openDatabase({});
  await layOut(database);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, Buffer.from(await (await database.dump()).arrayBuffer()));
  renameSync(draft, path);
  await database.close();
  return path;
}

/** Unpack the tar file into a DATA_DIR, as its database. */
export async function unpackPglite(tar: string, dataDir: string): Promise<void> {
  const folder = join(dataDir, 'database');
  await mkdir(folder);
  await promisify(execFile)('tar', ['-xf', tar, '-C', folder, '--no-same-owner']);
}

/**
 * Return the name of a prepared database on this server, for `CREATE DATABASE … TEMPLATE`. It is created if it is
 * missing.
 */
export async function preparedTemplate(serverUrl: string): Promise<string> {
  const name = `template_${fingerprint()}`;
  const server = new pg.Client({ connectionString: serverUrl });
  await server.connect();
  try {
    // Another test run may use the same server, so a lock is needed.
    await server.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await server.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount !== 0) return name;
    const draft = `${name}_${process.pid}`;
    await server.query(`CREATE DATABASE "${draft}"`);
    const { openDatabase, layOut } = await imported();
    const database = await openDatabase({ url: urlOf(serverUrl, draft) });
    await layOut(database);
    await database.close();
    await server.query(`ALTER DATABASE "${draft}" RENAME TO "${name}"`);
    return name;
  } finally {
    // Closing the connection also releases the lock.
    await server.end();
  }
}

/** Return the address of another database on the same server. */
export function urlOf(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Load these modules only when a database must be prepared, because loading them takes a second. */
async function imported() {
  const [{ openDatabase }, { layOut }] = await Promise.all([
    import('../../../persistence/database/open.ts'),
    import('../../../persistence/new-database.ts'),
  ]);
  return { openDatabase, layOut };
}
