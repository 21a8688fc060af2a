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
  /** of `fastest`: over which distance */
  distance: Quantity.optional(),
  previous: z.object({ value: Quantity, reps: z.int().optional(), at: Instant, entryId: Id }).optional(),
  entryId: Id,
  at: Instant,
});
export type Record = z.output<typeof Record>;

export const recordEvents = {
  'record.set': event(
    'user',
    'A personal record; `reason` where a correction brought it.',
    Record.extend({ reason: Reason.optional(), text: z.string() }),
  ),
  'record.revoked': event(
    'user',
    'A record no longer holds [PR4]. Where its entry was deleted or undone, only its kind and entry are told.',
    Record.partial({ exercise: true, value: true }).extend({
      reason: Reason.extract(['late', 'edited', 'deleted', 'undone']),
    }),
  ),
};
