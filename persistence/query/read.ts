import type { EntityName } from '@mikro-orm/core';
import type { SelectQueryBuilder } from 'kysely';
import type { EntityManager } from '../database/database.ts';
import { handleOf, rows } from '../database/sql.ts';
import type { Present } from './rows.ts';

/**
 * Return the rows of a select from the entity's table, with the property names and types of the domain. This function
 * does the same as Kysely's MikroORM plugin and `present` in a fraction of their time. This matters because long lists
 * are read on the thread that also serves the sockets.
 */
export async function read<DB, TB extends keyof DB, O>(
  em: EntityManager,
  entity: EntityName,
  select: SelectQueryBuilder<DB, TB, O>,
): Promise<Present<O>[]> {
  const { sql, parameters } = select.compile();
  const found = await rows<{ [column: string]: unknown }>(handleOf(em), sql, [...parameters]);
  return found.map(propertiesOf(em, entity));
}

/**
 * Return a function that converts the columns of a row to the properties of the domain, and leaves out null columns.
 */
export function propertiesOf<T>(em: EntityManager, entity: EntityName): (row: { [column: string]: unknown }) => T {
  const platform = em.getPlatform();
  const columns = em.getMetadata(entity).props.map(({ name, fieldNames, customType }) => ({
    name,
    column: fieldNames[0] ?? name,
    convert: (value: unknown): unknown => (customType ? customType.convertToJSValue(value, platform) : value),
  }));
  return (row) => {
    const values: { [property: string]: unknown } = {};
    for (const { name, column, convert } of columns) {
      const value = row[column];
      if (value !== null && value !== undefined) values[name] = convert(value);
    }
    return values as T;
  };
}
