import type { PGlite } from '@electric-sql/pglite';
import type { MikroORM } from '@mikro-orm/core';
import type { AbstractSqlDriver, SqlEntityManager } from '@mikro-orm/postgresql';
import type { Gate } from './guard.ts';

export type EntityManager = SqlEntityManager<AbstractSqlDriver>;
export type Orm = MikroORM<AbstractSqlDriver, EntityManager>;

interface Opened {
  readonly orm: Orm;
  readonly gate: Gate;
  /** Brings the schema up to date; safe when several nodes start at once. */
  migrate(): Promise<void>;
  /** @throws when the database does not answer */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface PostgresDatabase extends Opened {
  readonly kind: 'postgres';
  readonly url: string;
  readonly ssl: boolean;
}

export interface PgliteDatabase extends Opened {
  readonly kind: 'pglite';
  readonly pglite: PGlite;
  /** Returns a copy of the whole data directory, which `loadFrom` accepts. */
  dump(): Promise<Blob>;
}

/** The database: Postgres, or the embedded PGlite. Both use the same entities, migrations and SQL. */
export type Database = PostgresDatabase | PgliteDatabase;
