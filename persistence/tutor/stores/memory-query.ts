import { sql } from 'kysely';
import type { RawBuilder, Selectable } from 'kysely';
import type { Memory } from '../../../domain/tutor/contract/memory.ts';
import type { MemoryQuery } from '../../../domain/tutor/stores.ts';
import type { Present } from '../../query/rows.ts';
import type { Tables } from '../../query/tables.ts';

export const SHOWN = [
  'id',
  'memoryType',
  'key',
  'value',
  'context',
  'importanceScore',
  'supersededBy',
  'lastAccessed',
  'createdAt',
] as const;

type Row = Present<Pick<Selectable<Tables['memories']>, (typeof SHOWN)[number]>>;

/** Return the memory of a row. A row without a value holds JSON's null, because the column is never SQL's null. */
export function shown(row: Omit<Row, 'value'> & Partial<Pick<Row, 'value'>>): Memory {
  return { ...row, value: row.value ?? null };
}

/** Return the SQL condition of a query for memories. `from` and `to` limit the time at which the memory was created. */
export function matching(query: MemoryQuery): RawBuilder<boolean> {
  const { userId, memoryTypes, context, withGlobal, minImportance, from, to } = query;
  const conditions = [sql`user_id = ${userId}`];
  if (memoryTypes !== undefined) conditions.push(sql`memory_type = ANY(${memoryTypes})`);
  if (context !== undefined) conditions.push(sql`context = ANY(${withGlobal ? [context, 'global'] : [context]})`);
  if (minImportance !== undefined) conditions.push(sql`importance_score >= ${minImportance}`);
  if (from !== undefined) conditions.push(sql`created_at >= ${from}`);
  if (to !== undefined) conditions.push(sql`created_at <= ${to}`);
  return sql<boolean>`${sql.join(conditions, sql` AND `)}`;
}
