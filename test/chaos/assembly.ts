import type { Delta } from './history.ts';

/** A reply's text as a device has it. */
export interface Assembled {
  attempt: number;
  text: string;
}

export type Applied =
  | { outcome: 'applied'; now: Assembled }
  /** Of an attempt that was overtaken. */
  | { outcome: 'older' }
  /** It begins beyond what is known. */
  | { outcome: 'hole' }
  /** It says something else about what is known. */
  | { outcome: 'differs' };

/** The receiver's rule for deltas [T3], which also compares where two of them overlap. */
export function apply(before: Assembled | undefined, { attempt, offset, text }: Omit<Delta, 'replyId'>): Applied {
  if (before && attempt < before.attempt) return { outcome: 'older' };
  const known = before?.attempt === attempt ? before.text : '';
  if (offset > known.length) return { outcome: 'hole' };
  const overlap = known.slice(offset, offset + text.length);
  if (!text.startsWith(overlap)) return { outcome: 'differs' };
  return { outcome: 'applied', now: { attempt, text: known + text.slice(overlap.length) } };
}
