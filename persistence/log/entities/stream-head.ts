import { defineEntity, p } from '@mikro-orm/core';

/**
 * One row per stream, with the seq of the stream's last event and the transaction that wrote it [S3, S5].
 * Only a transaction that has locked this row may append to the stream.
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
