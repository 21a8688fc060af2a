import { defineEntity, p } from '@mikro-orm/core';
import type { Record } from '../../../domain/training/contract/record.ts';
import { MAX_EXERCISE_NAME } from '../../../domain/training/rules/exercise-names.ts';
import { InstantType } from '../../database/column-types.ts';

/**
 * The best values of one exercise, computed from all its entries. They are stored so that a new entry need only be
 * added to them [DF2].
 */
export const RecordFoldEntity = defineEntity({
  name: 'RecordFold',
  tableName: 'exercise_facts',
  properties: {
    userId: p.uuid().primary(),
    exerciseKey: p.string().length(MAX_EXERCISE_NAME).primary(),
    state: p.json<unknown>(),
    lastOccurredAt: p.type(InstantType).nullable(),
    lastEntryId: p.uuid().nullable(),
  },
});

export const RecordEntity = defineEntity({
  name: 'Record',
  tableName: 'records',
  properties: {
    userId: p.uuid().primary(),
    exerciseKey: p.string().length(MAX_EXERCISE_NAME).primary(),
    kind: p.string().length(30).$type<Record['kind']>().primary(),
    entryId: p.uuid().primary(),
    exercise: p.string().length(MAX_EXERCISE_NAME),
    value: p.json<Record['value']>(),
    reps: p.integer().nullable(),
    distance: p.json<NonNullable<Record['distance']>>().nullable(),
    previous: p.json<NonNullable<Record['previous']>>().nullable(),
    at: p.type(InstantType),
  },
});
