import type { Detection } from '../autolog.ts';
import { normaliseExercise } from '../exercise-names.ts';

/** What an act is apart from its words: with message and span it is logged once [T8]. */
export function activityKey({ activityType, data }: Pick<Detection, 'activityType' | 'data'>): string {
  return 'exercise' in data ? `${activityType}:${normaliseExercise(data.exercise).key}` : activityType;
}

/** Acts two detectors found: the same one once, agreement raising confidence [AL4]; the grammar's words and data stand. */
export function mergeDetections(grammar: readonly Detection[], model: readonly Detection[]): Detection[] {
  const merged = [...grammar];
  for (const proposal of model) {
    const index = merged.findIndex((found) => isSameAct(found, proposal));
    const agreed = merged[index];
    if (!agreed) merged.push(proposal);
    else
      merged[index] = {
        ...agreed,
        confidence: Math.min(0.99, 1 - (1 - agreed.confidence) * (1 - proposal.confidence)),
        needsAttention: agreed.needsAttention || proposal.needsAttention,
      };
  }
  return merged;
}

export function isSameAct(a: Detection, b: Detection): boolean {
  const overlap = a.quoteStart < b.quoteStart + b.quote.length && b.quoteStart < a.quoteStart + a.quote.length;
  return overlap && activityKey(a) === activityKey(b);
}
