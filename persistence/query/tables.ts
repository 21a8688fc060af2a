import type { InferKyselyDB } from '@mikro-orm/postgresql';
import type { Kysely } from 'kysely';
import type { EntityManager } from '../database/database.ts';
import type { entities } from '../entities.ts';

const NAMING = { columnNamingStrategy: 'property', convertValues: true } as const;

/** Every table by its name, its columns named and typed as the entity's properties. */
export type Tables = InferKyselyDB<(typeof entities)[number], typeof NAMING>;

/** Kysely on the entities' names and types; bound to the entity manager's transaction where there is one. */
export function tablesOf(em: EntityManager): Kysely<Tables> {
  return em.getKysely<Tables, typeof NAMING>(NAMING);
}
