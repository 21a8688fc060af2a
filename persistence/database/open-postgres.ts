import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { PostgresDialect } from 'kysely';
import type { Pool } from 'pg';
import type { Orm, PostgresDatabase } from './database.ts';
import { createGate } from './guard.ts';
import type { Gate } from './guard.ts';
import { guardedDialect } from './guarded-dialect.ts';
import { migratePostgres } from './migrate.ts';
import { openOrm } from './open-orm.ts';
import { createPool, discardingBroken } from './pool.ts';
import { handleOf, rows } from './sql.ts';

export interface PostgresOptions {
  url: string;
  /** most connections of the pool; 10 by default */
  pool?: number | undefined;
  /** whether to connect by TLS with a verified certificate, whatever the URL says */
  ssl?: boolean | undefined;
  /** Called when a connection was lost while it was idle. */
  onNotice?: ((message: string) => void) | undefined;
}

const DEFAULT_POOL = 10;
/** The number of connections for migrations: one holds the lock, the other one runs the migrations. */
const MIGRATION_POOL = 2;

export async function openPostgres(options: PostgresOptions): Promise<PostgresDatabase> {
  const { url, pool = DEFAULT_POOL, ssl = false, onNotice = () => {} } = options;
  const gate = createGate({ single: false });
  const orm = await connect(createPool({ url, max: pool, ssl, impatient: true, onNotice }), url, gate);
  return {
    kind: 'postgres',
    orm,
    gate,
    url,
    ssl,
    async migrate() {
      const patient = createPool({ url, max: MIGRATION_POOL, ssl, impatient: false, onNotice });
      const migrating = await connect(patient, url, createGate({ single: false }));
      try {
        await migratePostgres(migrating);
      } finally {
        await migrating.close();
      }
    },
    async ping() {
      await rows(handleOf(orm.em), 'SELECT 1');
    },
    async close() {
      // Wait until all connections were given back. A connection that is still being made while Kysely ends its pool
      // would never be given back.
      await gate.close();
      await orm.close();
    },
  };
}

function connect(pool: Pool, url: string, gate: Gate): Promise<Orm> {
  const dialect = guardedDialect(new PostgresDialect({ pool: discardingBroken(pool) }), gate);
  const dbName = decodeURIComponent(new URL(url).pathname.slice(1)) || 'postgres';
  return openOrm({ driver: PostgreSqlDriver, dbName, dialect });
}
