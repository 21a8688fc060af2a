import { CompiledQuery } from 'kysely';
import type { Kysely } from 'kysely';
import type { EntityManager } from './database.ts';

/** A connection of the pool or a transaction, on which a statement can run. */
export type Handle = Pick<Kysely<unknown>, 'executeQuery'>;

/**
 * Run one statement with `$1…` parameters in one round trip, and return its rows. `bigint` columns are strings, and
 * times are text as Postgres writes it.
 */
export async function rows<T>(handle: Handle, text: string, values: unknown[] = []): Promise<T[]> {
  const { rows } = await handle.executeQuery(CompiledQuery.raw(text, values));
  return rows as T[];
}

/**
 * Return a statement that every connection plans only once. The statement begins with its name in a comment, which the
 * pool reads. PGlite plans the statement each time. The statement must name its result columns, because a prepared
 * `SELECT *` fails after a migration has added a column.
 */
export function prepared(name: string, text: string): string {
  return `/* ${name} */ ${text}`;
}

/** Return the handle of the entity manager's transaction, or of the pool if there is no transaction. */
export function handleOf(em: EntityManager): Handle {
  return em.getKysely<unknown>();
}

/** Return an SQL expression that writes a `timestamptz` as ISO 8601 UTC with milliseconds. */
export function isoInstant(expression: string): string {
  return `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
