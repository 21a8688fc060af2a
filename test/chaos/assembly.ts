import type { Delta } from './history.ts';

/** The part of a reply's text that a device has received so far. */
export interface Assembled {
  attempt: number;
  text: string;
}

export type Applied =
  | { outcome: 'applied'; now: Assembled }
  /** The delta belongs to an earlier attempt to write the reply. */
  | { outcome: 'older' }
  /** Text is missing between the end of the known text and the start of the delta. */
  | { outcome: 'hole' }
  /** Where the delta overlaps the known text, the two are not equal. */
  | { outcome: 'differs' };

/**
 * Add a delta to the known text of a reply, by the rules for receivers [T3]. Where they overlap, they must be equal.
 */
export function apply(before: Assembled | undefined, { attempt, offset, text }: Omit<Delta, 'replyId'>): Applied {
  if (before && attempt < before.attempt) return { outcome: 'older' };
  const known = before?.attempt === attempt ? before.text : '';
  if (offset > known.length) return { outcome: 'hole' };
  const overlap = known.slice(offset, offset + text.length);
  if (!text.startsWith(overlap)) return { outcome: 'differs' };
  return { outcome: 'applied', now: { attempt, text: known + text.slice(overlap.length) } };
}
