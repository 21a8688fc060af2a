import { defineEntity, p } from '@mikro-orm/core';
import type { Memory, MemoryType } from '../../../domain/tutor/contract/memory.ts';
import { InstantType, VectorType } from '../../database/column-types.ts';

export const MemoryEntity = defineEntity({
  name: 'Memory',
  tableName: 'memories',
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    memoryType: p.string().length(50).$type<MemoryType>(),
    key: p.string().length(255),
    value: p.json<Memory['value']>(),
    context: p.string().length(255),
    importanceScore: p.double().$type<number>(),
    embedding: p.type(VectorType).nullable().lazy(),
    supersededBy: p.uuid().nullable(),
    sourceMessageId: p.uuid().nullable(),
    sourceEntryId: p.uuid().nullable(),
    lastAccessed: p.type(InstantType),
    createdAt: p.type(InstantType),
  },
});
