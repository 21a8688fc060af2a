import { defineEntity, p } from '@mikro-orm/core';
import { InstantType } from '../../database/column-types.ts';

/** An ended device session, for every node to read [C6]. */
export const RevocationEntity = defineEntity({
  name: 'Revocation',
  tableName: 'revocations',
  properties: {
    sid: p.uuid().primary(),
    userId: p.uuid(),
    reason: p.text(),
    at: p.type(InstantType).defaultRaw('clock_timestamp()'),
  },
});
