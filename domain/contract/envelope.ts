import { z } from 'zod';
import { Id, Instant } from './common.ts';

/**
 * The kinds of streams. `user`: everything personal to one user. `course`: what everyone enrolled in a course sees
 * [S1].
 */
export type StreamKind = 'user' | 'course';
export type StreamNameOf<K extends StreamKind> = `${K}:${string}`;

/** `user:<id>` or `course:<id>` */
export const StreamName = z
  .string()
  .regex(/^(user|course):[0-9a-f-]{36}$/, { error: 'must be user:<id> or course:<id>' });

/**
 * A durable event as it is sent [S8]: stream, seq, id, type, time, the opId of the operation that caused it, and data.
 * The TypeScript type is a union by `t`, derived from the events of the contract: see `Envelope` in `index.ts`.
 */
export const Envelope = z.object({
  s: z.string(),
  q: z.int(),
  i: Id,
  t: z.string(),
  at: Instant,
  op: z.string().optional(),
  d: z.unknown(),
});

export const Head = z.object({ epoch: z.string(), head: z.int() });
export type Head = z.output<typeof Head>;
export const Cursor = z.strictObject({ epoch: z.string().max(64), seq: z.int().min(0) });
export type Cursor = z.output<typeof Cursor>;
