import type { Record } from '../../../domain/training/contract/progress.ts';
import type { ExerciseFactStore } from '../../../domain/training/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { asValues, present } from '../../query/rows.ts';
import { ExerciseFactEntity, PersonalRecordEntity } from '../entities/progress.ts';

const OPTIONAL = { reps: null, distance: null, previous: null };

export function createExerciseFactStore(em: EntityManager): ExerciseFactStore {
  return {
    async state(userId, exerciseKey) {
      const row = await em.findOne(ExerciseFactEntity, { userId, exerciseKey }, asValues);
      if (!row) return undefined;
      const { state, lastOccurredAt, lastEntryId } = row;
      return lastOccurredAt && lastEntryId
        ? { state, last: { occurredAt: lastOccurredAt, id: lastEntryId } }
        : { state };
    },

    async saveState(userId, exerciseKey, state, last) {
      const place = { lastOccurredAt: last?.occurredAt ?? null, lastEntryId: last?.id ?? null };
      await em.upsert(ExerciseFactEntity, { userId, exerciseKey, state, ...place }, asValues);
    },

    async records(userId, exerciseKey) {
      const where = exerciseKey === undefined ? { userId } : { userId, exerciseKey };
      const orderBy = { at: 'asc', entryId: 'asc', kind: 'asc' } as const;
      const found = await em.find(PersonalRecordEntity, where, { ...asValues, orderBy });
      return found.map(({ userId: _userId, exerciseKey: _key, ...record }): Record => present(record));
    },

    async changeRecords(userId, exerciseKey, { set, revoked }) {
      if (revoked.length > 0) {
        const gone = revoked.map(({ kind, entryId }) => ({ kind, entryId }));
        await em.nativeDelete(PersonalRecordEntity, { userId, exerciseKey, $or: gone });
      }
      if (set.length > 0) {
        const standing = set.map((record) => ({ userId, exerciseKey, ...OPTIONAL, ...record }));
        await em.upsertMany(PersonalRecordEntity, standing, asValues);
      }
    },
  };
}
