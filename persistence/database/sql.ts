import { CompiledQuery } from 'kysely';
import type { Kysely } from 'kysely';
import type { EntityManager } from './database.ts';

/** A place where a statement can run: a pooled connection or a transaction. */
export type Handle = Pick<Kysely<unknown>, 'executeQuery'>;

/** One statement with `$1…` parameters, in one round trip. `bigint` columns come as strings, times as Postgres writes them. */
export async function rows<T>(handle: Handle, text: string, values: unknown[] = []): Promise<T[]> {
  const { rows } = await handle.executeQuery(CompiledQuery.raw(text, values));
  return rows as T[];
}

/**
 * A statement that every connection plans once. It begins with its name in a comment, which the pool reads; PGlite plans it
 * each time. It must name the columns it answers: a migration that adds one would end a prepared `*`.
 */
export function prepared(name: string, text: string): string {
  return `/* ${name} */ ${text}`;
}

/** The handle of the entity manager's transaction or, without one, of the pool. */
export function handleOf(em: EntityManager): Handle {
  return em.getKysely<unknown>();
}

/** A `timestamptz` expression as ISO 8601 UTC with milliseconds. */
export function isoInstant(expression: string): string {
  return `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
