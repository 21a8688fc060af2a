import { sql } from 'kysely';
import type { SelectQueryBuilder } from 'kysely';
import type { Page, PageRequest } from '../../domain/stores.ts';

/** One page and the total of all; ties are in the order of ids, so that no row is on two pages. `sort` names a property. */
export async function pageOf<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  { page, limit, sort }: PageRequest,
): Promise<Page<O>> {
  const [field = 'id', order] = sort.split(':');
  const direction = order === 'desc' ? 'desc' : 'asc';
  const { total } = await query
    .clearSelect()
    .select(sql<string>`count(*)`.as('total'))
    .$castTo<{ total: string }>()
    .executeTakeFirstOrThrow();
  const rows = await query
    .orderBy(sql.ref(field), direction)
    .orderBy(sql.ref('id'), direction)
    .limit(limit)
    .offset((page - 1) * limit)
    .execute();
  return { rows, total: Number(total) };
}
