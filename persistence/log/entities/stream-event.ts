import { defineEntity, p } from '@mikro-orm/core';
import { InstantType } from '../../database/column-types.ts';

/**
 * The durable log, one row per event [S1]. `data` is `json` instead of `jsonb`, so that a reader gets the same bytes
 * that the writer sent.
 */
export const StreamEventEntity = defineEntity({
  name: 'StreamEvent',
  tableName: 'stream_events',
  properties: {
    stream: p.text().primary(),
    seq: p.bigint().primary(),
    id: p.uuid(),
    type: p.text(),
    data: p.json<unknown>().columnType('json'),
    at: p.type(InstantType),
    opId: p.uuid().nullable(),
  },
});
