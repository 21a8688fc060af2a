import { sql } from 'kysely';
import type { Memory } from '../../../domain/tutor/contract/memory.ts';
import type { MemoryStore } from '../../../domain/tutor/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { handleOf, rows } from '../../database/sql.ts';
import { readPage } from '../../query/page.ts';
import { named, present, taken } from '../../query/rows.ts';
import { tablesOf } from '../../query/tables.ts';
import { MemoryEntity } from '../entities/memory.ts';
import { matching, SHOWN, shown } from './memory-query.ts';
import { nearestMemories } from './nearest-memories.ts';

/** Bind a value as JSON text, because JSON's null would otherwise become SQL's null. */
const json = (value: Memory['value']) => sql<Memory['value']>`${JSON.stringify(value)}::jsonb`;

// The memories that a removed memory superseded are linked to the successor of the removed memory.
const RELINK = `
  UPDATE memories older SET superseded_by = gone.superseded_by
  FROM memories gone WHERE gone.id = $1::uuid AND older.superseded_by = gone.id`;

export function createMemoryStore(em: EntityManager): MemoryStore {
  const db = tablesOf(em);

  return {
    async insert({ value, ...memory }, embedding, source) {
      const inserted = await db
        .insertInto('memories')
        .values({
          supersededBy: null,
          ...memory,
          value: json(value),
          embedding: embedding ?? null,
          sourceMessageId: source?.messageId ?? null,
          sourceEntryId: source?.entryId ?? null,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      if (!inserted) throw taken('id');
    },

    async find(userId, wanted) {
      let query = db.selectFrom('memories').select(SHOWN).where('userId', '=', userId);
      if ('id' in wanted) query = query.where('id', '=', wanted.id);
      else if ('entryId' in wanted) query = query.where('sourceEntryId', '=', wanted.entryId);
      else {
        query = query
          .where('memoryType', '=', wanted.memoryType)
          .where('key', '=', wanted.key)
          .where('context', '=', wanted.context);
        if (wanted.which === 'current') query = query.where('supersededBy', 'is', null);
        else
          query = query.where(
            'id',
            'not in',
            db
              .selectFrom('memories')
              .select('supersededBy')
              .where('userId', '=', userId)
              .where('supersededBy', 'is not', null),
          );
      }
      const row = await query.orderBy('id', 'desc').limit(1).executeTakeFirst();
      return row && shown(present(row));
    },

    async list({ page, limit, sort, superseded, ...criteria }) {
      let query = db.selectFrom('memories').select(SHOWN).where(matching(criteria));
      if (superseded === 'exclude') query = query.where('supersededBy', 'is', null);
      const found = await readPage(em, MemoryEntity, query, { page, limit, sort });
      return { rows: found.rows.map((row) => shown(row)), total: found.total };
    },

    nearest: (query) => nearestMemories(em, query),

    async update(id, { value, ...patch }) {
      const changes = { ...named(patch), ...(value !== undefined && { value: json(value) }) };
      if (Object.keys(changes).length === 0) return;
      await db.updateTable('memories').set(changes).where('id', '=', id).execute();
    },

    async release(id) {
      await rows(handleOf(em), RELINK, [id]);
    },

    async remove(id) {
      await rows(handleOf(em), RELINK, [id]);
      await em.nativeDelete(MemoryEntity, { id });
    },
  };
}
