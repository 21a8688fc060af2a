import type { Orm } from './database.ts';
import { rows } from './sql.ts';

/** The advisory lock of migrations: any number that no other program uses in this database. */
const MIGRATION_LOCK = 4_716_502_911;

const NEW_EPOCH = 'INSERT INTO log_epoch (epoch) VALUES (gen_random_uuid()::text) ON CONFLICT DO NOTHING';

/** One node migrates, the others wait for it; a node that dies frees the lock with its connection. */
export async function migratePostgres(orm: Orm): Promise<void> {
  await orm.em
    .getKysely()
    .connection()
    .execute(async (connection) => {
      await rows(connection, 'SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
      try {
        await up(orm);
      } finally {
        await rows(connection, 'SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
      }
    });
}

/** Run the migrations. Only one process has the folder open, so no lock is needed. */
export async function migratePglite(orm: Orm): Promise<void> {
  await up(orm);
  // A copy of the template has none yet: no two logs may share one.
  await rows(orm.em.getKysely<unknown>(), NEW_EPOCH);
}

async function up(orm: Orm): Promise<void> {
  await rows(orm.em.getKysely<unknown>(), 'CREATE EXTENSION IF NOT EXISTS vector');
  await orm.migrator.up();
}
