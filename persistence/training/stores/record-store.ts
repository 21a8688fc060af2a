import { sql } from 'kysely';
import type { Record } from '../../../domain/training/contract/record.ts';
import type { RecordStore } from '../../../domain/training/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { handleOf, prepared, rows } from '../../database/sql.ts';
import { read } from '../../query/read.ts';
import { asValues, present } from '../../query/rows.ts';
import { tablesOf } from '../../query/tables.ts';
import { RecordFoldEntity, RecordEntity } from '../entities/record.ts';

const SAVE_FOLD = prepared(
  'save_fold',
  `INSERT INTO exercise_facts (user_id, exercise_key, state, last_occurred_at, last_entry_id)
  VALUES ($1, $2, $3::jsonb, $4, $5)
  ON CONFLICT (user_id, exercise_key) DO UPDATE SET state = excluded.state,
    last_occurred_at = excluded.last_occurred_at, last_entry_id = excluded.last_entry_id`,
);

const OPTIONAL = { reps: null, distance: null, previous: null };

export function createRecordStore(em: EntityManager): RecordStore {
  return {
    async foldState(userId, exerciseKey) {
      const row = await em.findOne(RecordFoldEntity, { userId, exerciseKey }, asValues);
      if (!row) return undefined;
      const { state, lastOccurredAt, lastEntryId } = row;
      return lastOccurredAt && lastEntryId
        ? { state, last: { occurredAt: lastOccurredAt, id: lastEntryId } }
        : { state };
    },

    async saveFoldState(userId, exerciseKey, state, last) {
      // After the last entry of an exercise was deleted, nothing is kept about the exercise, not even its name [ER1].
      if (!last) return void (await em.nativeDelete(RecordFoldEntity, { userId, exerciseKey }));
      await rows(handleOf(em), SAVE_FOLD, [userId, exerciseKey, JSON.stringify(state), last.occurredAt, last.id]);
    },

    async list(userId, exerciseKey) {
      const where = exerciseKey === undefined ? { userId } : { userId, exerciseKey };
      const orderBy = { at: 'asc', entryId: 'asc', kind: 'asc' } as const;
      const found = await em.find(RecordEntity, where, { ...asValues, orderBy });
      return found.map(({ userId: _userId, exerciseKey: _key, ...record }): Record => present(record));
    },

    async ofEntries(userId, entryIds) {
      const query = tablesOf(em).selectFrom('records').selectAll().where('userId', '=', userId);
      const ofEntries = sql<boolean>`entry_id = ANY(${entryIds}::uuid[])`;
      const found = await read(
        em,
        RecordEntity,
        query.where(ofEntries).orderBy('at').orderBy('entryId').orderBy('kind'),
      );
      return found.map(({ userId: _userId, exerciseKey: _key, ...record }): Record => record);
    },

    async change(userId, exerciseKey, { set, revoked }) {
      if (revoked.length > 0) {
        const gone = revoked.map(({ kind, entryId }) => ({ kind, entryId }));
        await em.nativeDelete(RecordEntity, { userId, exerciseKey, $or: gone });
      }
      if (set.length > 0) {
        const standing = set.map((record) => ({ userId, exerciseKey, ...OPTIONAL, ...record }));
        await em.upsertMany(RecordEntity, standing, asValues);
      }
    },
  };
}
