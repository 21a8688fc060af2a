import type { Orm } from './database.ts';
import { rows } from './sql.ts';

/** Key of the advisory lock for migrations: any number that no other program uses in this database. */
const MIGRATION_LOCK = 4_716_502_911;

const NEW_EPOCH = 'INSERT INTO log_epoch (epoch) VALUES (gen_random_uuid()::text) ON CONFLICT DO NOTHING';

/**
 * Run the migrations on one node while other nodes wait for the lock. If that node dies, its connection ends, which
 * frees the lock.
 */
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
  // Two event logs must not share an epoch. So the template database has none, and its copy gets an epoch here.
  await rows(orm.em.getKysely<unknown>(), NEW_EPOCH);
}

async function up(orm: Orm): Promise<void> {
  await rows(orm.em.getKysely<unknown>(), 'CREATE EXTENSION IF NOT EXISTS vector');
  await orm.migrator.up();
}
