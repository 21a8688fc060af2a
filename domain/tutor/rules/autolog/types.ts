import type { ActivityDataInput, ActivityType } from '../../../training/contract/progress.ts';
import type { MemoryType } from '../../contract/memory.ts';

/** One act that a message reports. */
export interface Detection {
  activityType: ActivityType;
  /**
   * The activity's data, with exercises as a list of sets and with weights and distances in the unit that was written.
   */
  data: ActivityDataInput;
  /** The exact words that report the act: `message.slice(quoteStart, quoteStart + quote.length)` [AL1]. */
  quote: string;
  /** The offset of the quote in the message, in UTF-16 units. */
  quoteStart: number;
  /** The confidence from 0 to 1. From 0.8 the act is logged at once, from 0.5 it is logged unconfirmed [AL3]. */
  confidence: number;
  /** Whether the message reports pain, injury or trouble with form. */
  needsAttention: boolean;
  notes?: string;
  /** Whether this act replaces the entry before, as in "not 3x8, it was 3x6". See `correctedData`. */
  corrects?: boolean;
  /** Whole days before today, if the message names a day. */
  daysAgo?: number;
  /**
   * Whether the quote has no number. The confidence then stays at 0.75 or below, even if the grammar and the model
   * agree.
   */
  fromContext?: boolean;
  memory?: { memoryType: MemoryType; key: string; value: string; importanceScore: number };
}

/** A part of the message, as offsets in UTF-16 units. */
export interface Span {
  start: number;
  end: number;
}

/**
 * The longest quote, in UTF-16 units. Words further apart report several acts, and an event must be able to hold a
 * quote [S7].
 */
const LONGEST_QUOTE = 1_000;

export const isQuotable = (length: number): boolean => length <= LONGEST_QUOTE;
