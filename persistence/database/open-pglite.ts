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

/** How long answers may follow one another within one turn of the event loop. */
const MAX_STRETCH_MS = 10;

/**
 * PGlite touches all of its buffers at the start, and what falls out of them is still in the page cache. Postgres' own
 * 128 MB are meant for a server that has the machine to itself.
 */
const SETTINGS = ['-c', 'shared_buffers=16MB'];

/**
 * V8's optimizing compiler takes 500 MiB for the largest function of Postgres. Without it the server stays small and
 * starts sooner; transactions take as long, and statements that compute much up to twice as long. Both flags are needed:
 * --liftoff-only, which stands for them, works on the command line only.
 */
const BASELINE_COMPILER_ONLY = '--no-wasm-tier-up --no-wasm-dynamic-tiering';

export interface PgliteOptions {
  /** Folder of the embedded database and its lock; without one it lives in memory. */
  dataDir?: string | undefined;
  /** A dump to start from, in memory. */
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
    // PGlite lays a new database out readable to all; what Postgres adds to it later is its owner's alone.
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
 * Let the event loop turn between statements. PGlite computes an answer in the turn in which it is asked, so that a
 * transaction of many statements, or one transaction after the other, would keep sockets and timers waiting.
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
