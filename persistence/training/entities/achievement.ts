import { defineEntity, p } from '@mikro-orm/core';
import { InstantType } from '../../database/column-types.ts';

export const AchievementEntity = defineEntity({
  name: 'Achievement',
  tableName: 'achievements',
  properties: {
    userId: p.uuid().primary(),
    key: p.string().length(100).primary(),
    title: p.string().length(255),
    description: p.text(),
    progress: p.double().$type<number>(),
    earnedAt: p.type(InstantType).nullable(),
    revokedAt: p.type(InstantType).nullable(),
    reason: p.string().length(255).nullable(),
  },
});
