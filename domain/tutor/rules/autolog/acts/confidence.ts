/** What makes an act told more or less certain. */
export interface Certainty {
  /** A verb of the past tells of it. */
  past: boolean;
  /** A weight is usual here and none was given. */
  weightMissing?: boolean;
  bareUnit?: boolean;
  ambiguous?: boolean;
  /** The exercise, or some of the numbers, come from the context or an earlier clause. */
  borrowed?: boolean;
  /** The exercise is a name not known. */
  unknownName?: boolean;
  unsure: boolean;
  about: boolean;
  /** The day can't be told. */
  dateUnclear: boolean;
  /** Every number comes from the context [AL3]. */
  fromContext?: boolean;
}

/** Below it nothing is logged [AL3]. */
export const LEAST_CONFIDENCE = 0.5;
export const MOST_FROM_CONTEXT = 0.75;
/** Above what is logged unconfirmed, below what is logged at once [AL3]. */
export const UNCONFIRMED = 0.7;

/** 0.95 for a whole act told in the past, less for each thing left open. */
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
