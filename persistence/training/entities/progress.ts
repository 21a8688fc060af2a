import { defineEntity, p } from '@mikro-orm/core';
import type { ActivityType, ProgressEntry } from '../../../domain/training/contract/progress.ts';
import { MAX_EXERCISE_NAME } from '../../../domain/training/rules/exercise-names.ts';
import { InstantType } from '../../database/column-types.ts';

export const ProgressLogEntity = defineEntity({
  name: 'ProgressLog',
  tableName: 'progress_logs',
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    courseId: p.uuid().nullable(),
    sessionId: p.uuid().nullable(),
    moduleId: p.uuid().nullable(),
    messageId: p.uuid().nullable(),
    activityType: p.string().length(50).$type<ActivityType>(),
    exerciseKey: p.string().length(MAX_EXERCISE_NAME).nullable(),
    data: p.json<ProgressEntry['data']>(),
    metrics: p.json<ProgressEntry['metrics']>(),
    notes: p.text().nullable(),
    occurredAt: p.type(InstantType),
    zone: p.string().length(64),
    localDay: p.date(),
    source: p.string().length(20).$type<ProgressEntry['source']>(),
    sourceKey: p.string().length(255).nullable(),
    status: p.string().length(20).$type<ProgressEntry['status']>(),
    quote: p.text().nullable(),
    quoteStart: p.integer().nullable(),
    confidence: p.double().$type<number>().nullable(),
    needsAttention: p.boolean().nullable(),
    history: p.json<NonNullable<ProgressEntry['history']>>().nullable(),
    createdAt: p.type(InstantType),
    updatedAt: p.type(InstantType),
    deletedAt: p.type(InstantType).nullable(),
    erasedAt: p.type(InstantType).nullable(),
  },
});
