import type { StreakSetting, StreakStore } from '../../../domain/training/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { asValues, named, present } from '../../query/rows.ts';
import { StreakEntity, StreakSettingEntity } from '../entities/streak.ts';

export function createStreakStore(em: EntityManager): StreakStore {
  return {
    async list(userId) {
      const found = await em.find(StreakEntity, { userId }, { ...asValues, orderBy: { scope: 'asc' } });
      const streaks = found.map(({ userId: _userId, computedOn: _computedOn, ...streak }) => streak);
      return streaks.sort((a, b) => Number(b.scope === 'overall') - Number(a.scope === 'overall'));
    },

    async save(userId, { scope, unit, current, longest, status, freezes, nextMilestone }, computedOn) {
      const row = {
        userId,
        scope,
        unit,
        current,
        longest,
        status,
        freezes,
        nextMilestone,
        computedOn: computedOn ?? null,
      };
      await em.upsert(StreakEntity, row, asValues);
    },

    async settings(userId) {
      const found = await em.find(
        StreakSettingEntity,
        { userId },
        { ...asValues, orderBy: { from: 'asc', scope: 'asc' } },
      );
      return found.map(({ userId: _userId, ...setting }): StreakSetting => present(setting));
    },

    // A second change on the same day keeps the fields that only the first change set.
    async recordSetting(userId, setting) {
      await em.upsert(StreakSettingEntity, { userId, ...named(setting) }, asValues);
    },
  };
}
