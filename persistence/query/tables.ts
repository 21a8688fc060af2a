import type { InferKyselyDB } from '@mikro-orm/postgresql';
import type { Kysely } from 'kysely';
import type { EntityManager } from '../database/database.ts';
import type { entities } from '../entities.ts';

const NAMING = { columnNamingStrategy: 'property', convertValues: true } as const;

/** All tables by name. Their columns have the names and types of the entity's properties. */
export type Tables = InferKyselyDB<(typeof entities)[number], typeof NAMING>;

/**
 * Return a Kysely with the names and types of the entities. It runs in the entity manager's transaction if there is
 * one.
 */
export function tablesOf(em: EntityManager): Kysely<Tables> {
  return em.getKysely<Tables, typeof NAMING>(NAMING);
}
