import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Memory } from '../../../domain/tutor/contract/memory.ts';
import type { MemoryQuery } from '../../../domain/tutor/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { present } from '../../query/rows.ts';
import { tablesOf } from '../../query/tables.ts';
import type { Tables } from '../../query/tables.ts';
import { matching, SHOWN, shown } from './memory-query.ts';

type Nearest = MemoryQuery & { embedding?: number[]; text: string; limit: number };

/**
 * Return the memories that are nearest by meaning and those that contain all words of the text, the best first. The
 * similarity is the cosine, but never below 0. A memory with all words has a similarity of at least 0.5, which grows
 * the better the words fit.
 */
export async function nearestMemories(
  em: EntityManager,
  query: Nearest,
): Promise<{ memory: Memory; similarity: number }[]> {
  if (em.isInTransaction()) return select(tablesOf(em), query);
  // This is MikroORM's transaction, because Kysely's own transaction gives a connection back twice if it can't begin.
  return em.fork().transactional((fork) => select(tablesOf(fork), query));
}

async function select(db: Kysely<Tables>, query: Nearest): Promise<{ memory: Memory; similarity: number }[]> {
  // All users share the vector index. Without this setting a search would end after its first candidates, even if they
  // all belong to other users.
  await sql`SELECT set_config('hnsw.iterative_scan', 'strict_order', true)`.execute(db);
  const found = await db
    .selectFrom('memories')
    .innerJoin(candidates(query).as('candidates'), 'candidates.id', 'memories.id')
    .select(SHOWN.map((column) => `memories.${column}` as const))
    .select('candidates.similarity')
    .orderBy('candidates.similarity', 'desc')
    .orderBy('memories.id', 'desc')
    .limit(query.limit)
    .execute();
  return found.map(({ similarity, ...row }) => ({ memory: shown(present(row)), similarity }));
}

function candidates({ embedding, text, limit, ...criteria }: Nearest) {
  const where = sql`${matching(criteria)} AND superseded_by IS NULL`;
  const distance = sql`embedding <=> ${embedding ? JSON.stringify(embedding) : null}::vector`;
  return sql<{ id: string; similarity: number }>`(
    SELECT id, max(similarity) AS similarity FROM (
      (SELECT id, greatest(0, coalesce(nullif(1 - (${distance}), 'NaN'), 0)) AS similarity
        FROM memories WHERE ${where} AND ${distance} IS NOT NULL ORDER BY ${distance} LIMIT ${limit})
      UNION ALL
      (SELECT id, 0.5 + ts_rank(search, words, 32) / 2
        FROM memories, websearch_to_tsquery('english', ${text}) words
        WHERE ${where} AND search @@ words ORDER BY 2 DESC LIMIT ${limit})
    ) AS either GROUP BY id)`;
}
