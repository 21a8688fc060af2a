import type { Delta } from './history.ts';

/** The text of a reply as far as a device has it. */
export interface Assembled {
  attempt: number;
  text: string;
}

export type Applied =
  | { outcome: 'applied'; now: Assembled }
  /** The delta belongs to an older attempt. */
  | { outcome: 'older' }
  /** The delta begins beyond the known text. */
  | { outcome: 'hole' }
  /** The delta contradicts the known text. */
  | { outcome: 'differs' };

/** Apply a delta by the rules for receivers [T3]. Where deltas overlap, their texts are compared. */
export function apply(before: Assembled | undefined, { attempt, offset, text }: Omit<Delta, 'replyId'>): Applied {
  if (before && attempt < before.attempt) return { outcome: 'older' };
  const known = before?.attempt === attempt ? before.text : '';
  if (offset > known.length) return { outcome: 'hole' };
  const overlap = known.slice(offset, offset + text.length);
  if (!text.startsWith(overlap)) return { outcome: 'differs' };
  return { outcome: 'applied', now: { attempt, text: known + text.slice(overlap.length) } };
}
