import type { ActivityDataInput, ActivityType } from '../../../training/contract/progress.ts';
import type { MemoryType } from '../../contract/memory.ts';

/** One act that a message tells of. */
export interface Detection {
  activityType: ActivityType;
  /** Exercises as a list of sets, weights and distances in the unit written. */
  data: ActivityDataInput;
  /** The exact words it rests on: `message.slice(quoteStart, quoteStart + quote.length)` [AL1]. */
  quote: string;
  /** UTF-16 units */
  quoteStart: number;
  /** 0–1: logged at once from 0.8, unconfirmed from 0.5 [AL3] */
  confidence: number;
  /** Pain, injury or trouble with form was told of. */
  needsAttention: boolean;
  notes?: string;
  /** "not 3x8, it was 3x6": this replaces the entry before. See `correctedData`. */
  corrects?: boolean;
  /** Whole days before today, where the message says so. */
  daysAgo?: number;
  /** No number stands in the quote: confidence stays at 0.75 or below, whoever agrees. */
  fromContext?: boolean;
  memory?: { memoryType: MemoryType; key: string; value: string; importanceScore: number };
}

/** Words of the message, as offsets in UTF-16 units. */
export interface Span {
  start: number;
  end: number;
}

/** The longest quote, in UTF-16 units. Words further apart tell of several acts; an event must hold a quote [S7]. */
const LONGEST_QUOTE = 1_000;

export const isQuotable = (length: number): boolean => length <= LONGEST_QUOTE;
