import { z } from 'zod';
import { Id, Instant } from '../../contract/common.ts';
import { event } from '../../contract/define.ts';
import { Quantity } from './quantity.ts';
import { Reason } from './reason.ts';

export const RecordKind = z.enum([
  'weight_1',
  'weight_3',
  'weight_5',
  'weight_8',
  'weight_10',
  'weight_12',
  'one_rep_max',
  'reps_at_weight',
  'session_volume',
  'longest',
  'farthest',
  'fastest',
]);
export type RecordKind = z.output<typeof RecordKind>;

export const Record = z.object({
  kind: RecordKind,
  exercise: z.string(),
  value: Quantity,
  reps: z.int().optional(),
  /** The distance over which a `fastest` record was set. */
  distance: Quantity.optional(),
  previous: z.object({ value: Quantity, reps: z.int().optional(), at: Instant, entryId: Id }).optional(),
  entryId: Id,
  at: Instant,
});
export type Record = z.output<typeof Record>;

export const recordEvents = {
  'record.set': event(
    'user',
    'A personal record. `reason` is set if a correction brought the record.',
    Record.extend({ reason: Reason.optional(), text: z.string() }),
  ),
  'record.revoked': event(
    'user',
    'A record no longer holds [PR4]. If its entry was deleted or undone, the event names only the kind and the entry.',
    Record.partial({ exercise: true, value: true }).extend({
      reason: Reason.extract(['late', 'edited', 'deleted', 'undone']),
    }),
  ),
};
