import { z } from 'zod';
import { Id, Instant } from '../../contract/common.ts';

/**
 * A value in an entry's history. It is the value that an edit replaced or, if the edit lost against a later one, the
 * value that the edit carried [M4].
 */
export const Edit = z.object({
  field: z.string(),
  value: z.unknown(),
  editedAt: Instant,
  lost: z.boolean().optional(),
  /**
   * The message that corrected the entry, if the user told the tutor. `quoteStart` is the offset of the correcting
   * words in the message, in UTF-16 units [AL4].
   */
  messageId: Id.optional(),
  quoteStart: z.int().optional(),
});
export type Edit = z.output<typeof Edit>;
