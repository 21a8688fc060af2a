import { defineEntity, p } from '@mikro-orm/core';

/**
 * One row per stream: the seq of its last event, and the transaction that wrote it [S3, S5].
 * Locking this row is the right to append.
 */
export const StreamHeadEntity = defineEntity({
  name: 'StreamHead',
  tableName: 'stream_heads',
  properties: {
    name: p.text().primary(),
    seq: p.bigint().default(0),
    /** null until the first event */
    xact: p.text().columnType('xid8').nullable(),
  },
});
