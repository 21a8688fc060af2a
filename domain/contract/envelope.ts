import { z } from 'zod';
import { Id, Instant } from './common.ts';

/** `user:<id>` or `course:<id>` */
export const StreamName = z
  .string()
  .regex(/^(user|course):[0-9a-f-]{36}$/, { error: 'must be user:<id> or course:<id>' });

/** A durable event on the wire [S8]: stream, seq, id, type, time, the opId that caused it, data. */
export const Envelope = z.object({
  s: z.string(),
  q: z.int(),
  i: Id,
  t: z.string(),
  at: Instant,
  op: z.string().optional(),
  d: z.unknown(),
});
export type Envelope = z.output<typeof Envelope>;

export const Head = z.object({ epoch: z.string(), head: z.int() });
export type Head = z.output<typeof Head>;
export const Cursor = z.strictObject({ epoch: z.string().max(64), seq: z.int().min(0) });
export type Cursor = z.output<typeof Cursor>;
