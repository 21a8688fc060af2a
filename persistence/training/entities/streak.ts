import { defineEntity, p } from '@mikro-orm/core';
import type { Preferences } from '../../../domain/contract/preferences.ts';
import type { Frequency } from '../../../domain/training/contract/frequency.ts';
import type { Streak } from '../../../domain/training/contract/streak.ts';

export const StreakEntity = defineEntity({
  name: 'Streak',
  tableName: 'streaks',
  properties: {
    userId: p.uuid().primary(),
    scope: p.string().length(36).primary(),
    unit: p.string().length(10).$type<Streak['unit']>(),
    current: p.integer(),
    longest: p.integer(),
    status: p.string().length(20).$type<Streak['status']>(),
    freezes: p.integer(),
    nextMilestone: p.integer(),
    computedOn: p.date().nullable(),
  },
});

export const StreakSettingEntity = defineEntity({
  name: 'StreakSetting',
  tableName: 'streak_settings',
  properties: {
    userId: p.uuid().primary(),
    scope: p.string().length(36).primary(),
    from: p.date().name('from_date').primary(),
    frequency: p.json<Frequency>().nullable(),
    dayStartHour: p.integer().nullable(),
    weekStart: p.string().length(10).$type<Preferences['weekStart']>().nullable(),
  },
});
