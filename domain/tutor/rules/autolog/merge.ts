import { canonical } from '../../../canonical.ts';
import { MOST_FROM_CONTEXT } from './acts/confidence.ts';
import { activityKey } from './identity.ts';
import type { Detection } from './types.ts';

const MOST_CONFIDENCE = 0.99;

/**
 * Merge the findings of the grammar and of the model so that each act appears once [AL4]. Findings about the same
 * activity with overlapping quotes are one act. If both have the same numbers, the confidence rises; if not, the
 * grammar's numbers and confidence are used. The quote is always the grammar's, so that the act keeps its identity
 * [T8].
 */
export function mergeDetections(grammar: readonly Detection[], model: readonly Detection[]): Detection[] {
  const merged = [...grammar];
  for (const proposal of model) {
    const index = merged.findIndex((found) => isSameAct(found, proposal));
    const found = merged[index];
    if (found) merged[index] = agreed(found, proposal);
    else merged.push(proposal);
  }
  return merged.sort((a, b) => a.quoteStart - b.quoteStart);
}

function agreed(found: Detection, proposal: Detection): Detection {
  const raised = Math.min(MOST_CONFIDENCE, 1 - (1 - found.confidence) * (1 - proposal.confidence));
  const confidence = sameNumbers(found, proposal) ? Math.round(raised * 100) / 100 : found.confidence;
  return {
    ...found,
    confidence: found.fromContext ? Math.min(confidence, MOST_FROM_CONTEXT) : confidence,
    needsAttention: found.needsAttention || proposal.needsAttention,
    ...(found.notes === undefined && proposal.notes !== undefined && { notes: proposal.notes }),
    ...(found.memory === undefined && proposal.memory !== undefined && { memory: proposal.memory }),
  };
}

function isSameAct(a: Detection, b: Detection): boolean {
  const overlap = a.quoteStart < b.quoteStart + b.quote.length && b.quoteStart < a.quoteStart + a.quote.length;
  return overlap && activityKey(a) === activityKey(b);
}

/** Return whether two findings have the same numbers. Their names and topics may be written differently. */
function sameNumbers(a: Detection, b: Detection): boolean {
  return canonical(numeric(a.data)) === canonical(numeric(b.data));
}

function numeric(data: Detection['data']): unknown {
  if ('exercise' in data) return data.sets;
  return 'score' in data ? [data.score, data.outOf] : data.minutes;
}
