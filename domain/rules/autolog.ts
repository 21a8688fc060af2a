import type { ChatContext } from '../contract/chat.ts';
import type { ActivityDataInput, ActivityType } from '../contract/progress.ts';
import { clausesOf } from './autolog/clauses.ts';
import { actsIn } from './autolog/grammar.ts';
import type { DisplayUnits } from './units.ts';

export { activityKey, mergeDetections } from './autolog/merge.ts';
export { checkProposal } from './autolog/proposal.ts';

/** An act a message tells of, with the exact words it rests on [AL1]. */
export interface Detection {
  activityType: ActivityType;
  data: ActivityDataInput;
  /** `message.slice(quoteStart, quoteStart + quote.length)` */
  quote: string;
  /** in UTF-16 units */
  quoteStart: number;
  /** 0–1 */
  confidence: number;
  needsAttention: boolean;
  notes?: string;
  /** "not 3x8, it was 3x6": refers back to the act logged last */
  corrects?: boolean;
  /** whole days before today, where the message says so */
  daysAgo?: number;
  memory?: { memoryType: 'struggle'; key: string; value: string; importanceScore: number };
}

/** Below it nothing is logged [AL3]. */
const LEAST_CONFIDENCE = 0.5;

/** The deterministic grammar: what a message says was done, clause by clause; questions, plans, denials and others' deeds are left out [AL3]. */
export function detect(message: string, context: ChatContext | undefined, units: DisplayUnits): Detection[] {
  return clausesOf(message)
    .filter((clause) => clause.kind === 'act')
    .flatMap((clause) => actsIn(clause, context, units))
    .filter((detection) => detection.confidence >= LEAST_CONFIDENCE);
}
