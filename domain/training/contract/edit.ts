import { z } from 'zod';
import { Id, Instant } from '../../contract/common.ts';

/**
 * One edit of one field in an entry's history. `value` is the value that the edit replaced. If the edit was `lost`,
 * because a later edit had already set the field, `value` is the value that it would have set [M4].
 */
export const Edit = z.object({
  field: z.string(),
  value: z.unknown(),
  editedAt: Instant,
  lost: z.boolean().optional(),
  /**
   * The chat message in which the user corrected the entry, if they did so by telling the tutor. `quoteStart` is the
   * offset of the correcting words in the message, in UTF-16 units [AL4].
   */
  messageId: Id.optional(),
  quoteStart: z.int().optional(),
});
export type Edit = z.output<typeof Edit>;
