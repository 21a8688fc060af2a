import { z } from 'zod';
import { Id, Instant } from '../../contract/common.ts';

/** A value of an entry that an edit replaced or, where it lost against a later one, brought [M4]. */
export const Edit = z.object({
  field: z.string(),
  value: z.unknown(),
  editedAt: Instant,
  lost: z.boolean().optional(),
  /** Of a correction told to the tutor: the message, and where its words begin there, in UTF-16 units [AL4]. */
  messageId: Id.optional(),
  quoteStart: z.int().optional(),
});
export type Edit = z.output<typeof Edit>;
