import type { Achievement } from '../../../domain/training/contract/achievement.ts';
import type { AchievementStore } from '../../../domain/training/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { asValues, present } from '../../query/rows.ts';
import { AchievementEntity } from '../entities/achievement.ts';

export function createAchievementStore(em: EntityManager): AchievementStore {
  return {
    /** Return earned achievements first, in the order in which they were earned, and then the others by key. */
    async list(userId) {
      const orderBy = { earnedAt: 'asc nulls last', key: 'asc' } as const;
      const found = await em.find(AchievementEntity, { userId }, { ...asValues, orderBy });
      return found.map(({ userId: _userId, ...achievement }): Achievement => present(achievement));
    },

    async save(userId, achievements) {
      if (achievements.length === 0) return;
      const rows = achievements.map((one) => ({ userId, earnedAt: null, revokedAt: null, reason: null, ...one }));
      await em.upsertMany(AchievementEntity, rows, asValues);
    },
  };
}
