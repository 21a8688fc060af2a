import { MikroORM } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import type { AbstractSqlDriver, Configuration } from '@mikro-orm/postgresql';
import type { Dialect } from 'kysely';
import { entities } from '../entities.ts';
import { migrations } from '../migrations.ts';
import type { EntityManager, Orm } from './database.ts';

interface OrmOptions {
  driver: new (config: Configuration) => AbstractSqlDriver;
  dbName: string;
  dialect: Dialect;
}

/**
 * Open MikroORM with either driver. The caller makes the Kysely dialect, so that all connections come from our own
 * pool, through the gate (`guard.ts`).
 */
export function openOrm({ driver, dbName, dialect }: OrmOptions): Promise<Orm> {
  return MikroORM.init<AbstractSqlDriver, EntityManager>({
    driver,
    dbName,
    driverOptions: () => dialect,
    entities: [...entities],
    extensions: [Migrator],
    migrations: { migrationsList: migrations, snapshot: false, silent: true },
    metadataCache: { enabled: false },
  });
}
