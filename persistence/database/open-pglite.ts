import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PgliteDriver } from '@mikro-orm/pglite';
import { PGliteDialect } from 'kysely';
import type { DatabaseConnection } from 'kysely';
import { takeLock } from './data-dir/lock-file.ts';
import { makeAllPrivate, makePrivate } from './data-dir/private-folder.ts';
import { copyTemplate } from './data-dir/template.ts';
import type { PgliteDatabase } from './database.ts';
import { createGate } from './guard.ts';
import { guardedDialect } from './guarded-dialect.ts';
import { migratePglite } from './migrate.ts';
import { openOrm } from './open-orm.ts';
import { rawTimes } from './raw-times.ts';
import { handleOf, rows } from './sql.ts';

/** Longest time in which statements may run one after the other within one turn of the event loop. */
const MAX_STRETCH_MS = 10;

/**
 * PGlite touches all its shared buffers at the start, so that all of them take memory at once. Pages that do not fit
 * into the buffers are still in the page cache of the system. The 128 MB that Postgres takes by default are meant for a
 * server that has the machine to itself.
 */
const SETTINGS = ['-c', 'shared_buffers=16MB'];

/**
 * V8's optimizing compiler takes 500 MiB for the largest function of Postgres. Without this compiler the server needs
 * less memory and starts sooner. Transactions take as long as with it, and statements that compute much take up to
 * twice as long. Both flags are needed, because their short form --liftoff-only works only on the command line.
 */
const BASELINE_COMPILER_ONLY = '--no-wasm-tier-up --no-wasm-dynamic-tiering';

export interface PgliteOptions {
  /** Folder of the embedded database and its lock file. Without a folder the database is kept in memory. */
  dataDir?: string | undefined;
  /** A dump of a database, which is loaded into the database in memory. */
  loadFrom?: Blob | undefined;
}

/** @throws DataDirLocked when another process has the folder open */
export async function openPglite({ dataDir, loadFrom }: PgliteOptions): Promise<PgliteDatabase> {
  if (dataDir !== undefined) makePrivate(dataDir);
  const unlock = dataDir === undefined ? undefined : await takeLock(join(dataDir, 'lock'));
  try {
    if (dataDir !== undefined) copyTemplate(join(dataDir, 'database'));
    setFlagsFromString(BASELINE_COMPILER_ONLY);
    const pglite = await PGlite.create({
      ...(dataDir !== undefined && { dataDir: join(dataDir, 'database') }),
      ...(loadFrom && { loadDataDir: loadFrom }),
      extensions: { vector },
      parsers: rawTimes,
      startParams: [...PGlite.defaultStartParams, ...SETTINGS],
    });
    // PGlite makes the files of a new database readable to all users. Files that Postgres adds later are readable to
    // their owner alone.
    if (dataDir !== undefined) makeAllPrivate(join(dataDir, 'database'));
    const gate = createGate({ single: true });
    const dialect = guardedDialect(new PGliteDialect({ pglite, onCreateConnection: takeTurns }), gate);
    const orm = await openOrm({ driver: PgliteDriver, dbName: 'memory://', dialect });
    return {
      kind: 'pglite',
      orm,
      gate,
      pglite,
      migrate: () => migratePglite(orm),
      async ping() {
        await rows(handleOf(orm.em), 'SELECT 1');
      },
      async dump() {
        const leave = await gate.pass();
        try {
          return await pglite.dumpDataDir('none');
        } finally {
          leave();
        }
      },
      async close() {
        await gate.close();
        try {
          await orm.close();
          if (!pglite.closed) await pglite.close();
        } finally {
          unlock?.();
        }
      },
    };
  } catch (error) {
    unlock?.();
    throw error;
  }
}

/**
 * Let other work on the event loop run between statements. PGlite computes an answer in the same turn of the event loop
 * in which it is asked. Without this function a transaction of many statements, or many transactions in a row, would
 * keep sockets and timers waiting.
 */
async function takeTurns(connection: DatabaseConnection): Promise<void> {
  const execute = connection.executeQuery.bind(connection);
  let turnedAt = performance.now();
  connection.executeQuery = async (...query) => {
    try {
      return await execute<never>(...query);
    } finally {
      if (performance.now() - turnedAt > MAX_STRETCH_MS) {
        await nextTurn();
        turnedAt = performance.now();
      }
    }
  };
}
