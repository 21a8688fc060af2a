import { sql } from 'kysely';
import type { ExpressionBuilder } from 'kysely';
import type { UserRow, UserStore } from '../../../domain/account/stores.ts';
import { defaultPreferences } from '../../../domain/contract/preferences.ts';
import type { EntityManager } from '../../database/database.ts';
import { handleOf, rows } from '../../database/sql.ts';
import { asValues, named, present, taken } from '../../query/rows.ts';
import { tablesOf } from '../../query/tables.ts';
import type { Tables } from '../../query/tables.ts';
import { UserEntity, UserSettingsEntity } from '../entities/user.ts';

const COLUMNS = [
  'id',
  'email',
  'passwordHash',
  'firstName',
  'lastName',
  'timezone',
  'locale',
  'emailVerified',
  'tier',
  'createdAt',
] as const;

// The first two statements delete rows that no foreign key connects with the account. Deleting the account then deletes
// all other rows by cascade. Revocations of the account's devices stay until the last of their access tokens has
// expired.
const REMOVE = [
  `DELETE FROM operations WHERE user_id = $1::uuid`,
  `DELETE FROM jobs.job WHERE data->>'userId' = $1::uuid::text`,
  `DELETE FROM users WHERE id = $1::uuid`,
];

/**
 * Return the roles of a user, sorted by name, so that an answer does not depend on the order in which they were
 * granted.
 */
function rolesOf(users: ExpressionBuilder<Tables, 'users'>) {
  return users
    .selectFrom('user_roles')
    .whereRef('user_roles.userId', '=', 'users.id')
    .select(sql<string[]>`coalesce(json_agg(role ORDER BY role), '[]')`.as('roles'));
}

export function createUserStore(em: EntityManager): UserStore {
  const db = tablesOf(em);

  async function findBy(column: 'id' | 'email', value: string): Promise<UserRow | undefined> {
    const row = await db
      .selectFrom('users')
      .select(COLUMNS)
      .select((users) => rolesOf(users).as('roles'))
      .where(column, '=', value)
      .executeTakeFirst();
    return row && { ...present(row), roles: row.roles ?? [] };
  }

  return {
    find: (id) => findBy('id', id),
    findByEmail: (email) => findBy('email', email),

    async insert({ roles, ...user }) {
      const inserted = await db
        .insertInto('users')
        .values({ firstName: null, lastName: null, locale: null, updatedAt: user.createdAt, ...user })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      if (!inserted) throw taken('email');
      if (roles.length === 0) return;
      await db
        .insertInto('user_roles')
        .values(roles.map((role) => ({ userId: user.id, role, createdAt: user.createdAt })))
        .execute();
    },

    async update(id, patch) {
      await em.nativeUpdate(UserEntity, { id }, { ...named(patch), updatedAt: new Date().toISOString() });
    },

    async preferences(userId) {
      const row = await em.findOne(UserSettingsEntity, { userId }, asValues);
      if (!row) return { ...defaultPreferences };
      const { theme, preferences } = row;
      return { ...defaultPreferences, ...preferences, theme };
    },

    async remove(id) {
      for (const statement of REMOVE) await rows(handleOf(em), statement, [id]);
    },

    async savePreferences(userId, { theme, ...preferences }) {
      const updatedAt = new Date().toISOString();
      await em.upsert(UserSettingsEntity, { userId, theme, preferences, updatedAt }, asValues);
    },
  };
}
