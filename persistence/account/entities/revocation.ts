import { defineEntity, p } from '@mikro-orm/core';
import { InstantType } from '../../database/column-types.ts';

/** A device session that has ended. Every node reads these rows, to close the sockets of the session [C6]. */
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
