import { defineEntity, p } from '@mikro-orm/core';
import { InstantType } from '../../database/column-types.ts';

/** An applied command and its first result, unique by (user, opId) [M2]. */
export const OperationEntity = defineEntity({
  name: 'Operation',
  tableName: 'operations',
  properties: {
    userId: p.uuid().primary(),
    opId: p.uuid().primary(),
    operation: p.text(),
    inputHash: p.text(),
    /** null if the operation has no result */
    result: p.json<unknown>().columnType('json').nullable(),
    createdAt: p.type(InstantType).defaultRaw('now()'),
  },
});
