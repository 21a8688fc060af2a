import type { EntityName } from '@mikro-orm/core';
import { sql } from 'kysely';
import type { SelectQueryBuilder } from 'kysely';
import type { Page, PageRequest } from '../../domain/page.ts';
import type { EntityManager } from '../database/database.ts';
import { read } from './read.ts';
import type { Present } from './rows.ts';

/**
 * Return one page of a query's rows, and the number of all its rows. Rows with equal sort values are in the order of
 * their ids, so that no row is on two pages. `sort` names a property.
 */
export async function readPage<DB, TB extends keyof DB, O>(
  em: EntityManager,
  entity: EntityName,
  query: SelectQueryBuilder<DB, TB, O>,
  { page, limit, sort }: PageRequest,
): Promise<Page<Present<O>>> {
  const [field = 'id', order] = sort.split(':');
  const direction = order === 'desc' ? 'desc' : 'asc';
  const { total } = await query
    .clearSelect()
    .select(sql<string>`count(*)`.as('total'))
    .$castTo<{ total: string }>()
    .executeTakeFirstOrThrow();
  const ordered = query.orderBy(sql.ref(field), direction).orderBy(sql.ref('id'), direction);
  const rows = await read(em, entity, ordered.limit(limit).offset((page - 1) * limit));
  return { rows, total: Number(total) };
}
