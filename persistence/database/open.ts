import type { Database, PgliteDatabase, PostgresDatabase } from './database.ts';
import { openPglite } from './open-pglite.ts';
import type { PgliteOptions } from './open-pglite.ts';
import { openPostgres } from './open-postgres.ts';
import type { PostgresOptions } from './open-postgres.ts';

/** Open Postgres if a `url` is given, otherwise PGlite. No migrations are run. */
export function openDatabase(options: PostgresOptions): Promise<PostgresDatabase>;
export function openDatabase(options: PgliteOptions & { url?: undefined }): Promise<PgliteDatabase>;
export function openDatabase(options: (PostgresOptions | { url?: undefined }) & PgliteOptions): Promise<Database>;
export function openDatabase(options: (PostgresOptions | { url?: undefined }) & PgliteOptions): Promise<Database> {
  return options.url === undefined ? openPglite(options) : openPostgres(options);
}
