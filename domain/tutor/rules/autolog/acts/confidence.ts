/** The facts about the wording that make an act more or less certain. */
export interface Certainty {
  /** Whether a verb in the past tense reports the act. */
  past: boolean;
  /** Whether the exercise usually has a weight, but no weight was given. */
  weightMissing?: boolean;
  bareUnit?: boolean;
  ambiguous?: boolean;
  /** Whether the exercise or some of the numbers come from the context or from an earlier clause. */
  borrowed?: boolean;
  /** Whether the name of the exercise is not known. */
  unknownName?: boolean;
  unsure: boolean;
  about: boolean;
  /** Whether the day can't be determined. */
  dateUnclear: boolean;
  /** Whether every number comes from the context [AL3]. */
  fromContext?: boolean;
}

/** The least confidence with which an act is logged [AL3]. */
export const LEAST_CONFIDENCE = 0.5;
export const MOST_FROM_CONTEXT = 0.75;
/**
 * The confidence of acts whose day is unclear. It lies between the limit for logging unconfirmed and the limit for
 * logging at once [AL3].
 */
export const UNCONFIRMED = 0.7;

/** Return 0.95 for a complete act in the past tense, and less for each thing that is uncertain. */
export function confidenceOf(certainty: Certainty): number {
  let confidence = certainty.past ? 0.95 : 0.87;
  if (certainty.weightMissing) confidence -= 0.12;
  if (certainty.bareUnit) confidence -= 0.03;
  if (certainty.borrowed) confidence -= 0.03;
  if (certainty.ambiguous) confidence -= 0.25;
  if (certainty.unsure) confidence -= 0.25;
  if (certainty.about) confidence -= 0.1;
  if (certainty.unknownName) confidence = Math.min(confidence, MOST_FROM_CONTEXT);
  if (certainty.dateUnclear) confidence = Math.min(confidence, UNCONFIRMED);
  if (certainty.fromContext) confidence = Math.min(confidence - 0.2, MOST_FROM_CONTEXT);
  return Math.max(0, Math.round(confidence * 100) / 100);
}
