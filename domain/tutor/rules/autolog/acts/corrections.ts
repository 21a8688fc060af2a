import type { ActivityDataInput } from '../../../../training/contract/progress.ts';
import type { SetInput } from '../../../../training/contract/quantity.ts';
import type { JudgedClause } from '../language/judge.ts';
import { dimension } from '../language/measures.ts';
import type { Steps } from '../steps.ts';
import { hasNumbers } from './groups.ts';

const OPENER =
  /^(?:(?:no|oops|sorry|wait|ah|oh|hmm|my bad|actually) )*(?:correction|actually|i meant|i mean|meant|make (?:that|it)|scratch that|change (?:that|it) to|it should (?:be|have been)|should (?:be|have been)|(?:it|that) was (?:actually|only|really)|sorry|oops|wait|my bad)\b/;
const RESTATES =
  /^(?:actually |rather |really )*(?:it was|it's|that was|was|i did|did|i only did|only|just|more like|rather|actually)\b/;
/** Words for something still to be done, or for an impression. */
const TO_COME =
  /\b(?:to do|let's|i'll|we'll|will|would|could|going to|gonna|tomorrow|next|later|sounds?|seems?|looks?|feels?)\b/;
/** "wait 2 minutes" and "sorry 5 minutes" name a time to wait and do not correct an earlier time. */
const PAUSE = /^(?:sorry|wait|oops|hmm|oh)\b/;

/**
 * Mark the clauses that correct what was said before. A marked clause may report an act whatever mood its words had
 * [AL4].
 */
export function* markCorrections(clauses: readonly JudgedClause[]): Steps<JudgedClause[]> {
  const marked: JudgedClause[] = [];
  for (const [index, clause] of clauses.entries()) {
    yield;
    const [before, after] = [inSentence(clauses, clause, index - 1), inSentence(clauses, clause, index + 1)];
    const corrects =
      hasNumbers(clause.pieces) && clause.closing !== '?' && !isTakenBack(clause) && isRestated(clause, before, after);
    marked.push(corrects ? { ...clause, corrects, mood: undefined, past: true } : clause);
  }
  return marked;
}

function isRestated(clause: JudgedClause, before: JudgedClause | undefined, after: JudgedClause | undefined): boolean {
  if (clause.pieces.some((piece) => piece.type === 'exercise'))
    return /^(?:sorry )?(?:correction|i meant|scratch that)\b/.test(clause.text);
  if (TO_COME.test(clause.text) || (PAUSE.test(clause.text) && isTime(clause))) return false;
  if (OPENER.test(clause.text) && clause.mood !== 'asks' && clause.mood !== 'denies') return true;
  if (after && isTakenBack(after) && after.text.startsWith('not ')) return true;
  if (!before) return false;
  if (isTakenBack(before))
    return RESTATES.test(clause.text) || (before.text.startsWith('not ') && clause.tokens[0]?.kind === 'number');
  return (
    OPENER.test(before.text) &&
    !hasNumbers(before.pieces) &&
    !(before.text === 'wait' && isTime(clause)) &&
    (clause.tokens[0]?.kind === 'number' || RESTATES.test(clause.text))
  );
}

/** Return whether the clause only denies numbers: "not 3x8", "it wasn't 3x8". */
function isTakenBack(clause: JudgedClause): boolean {
  if (!hasNumbers(clause.pieces)) return false;
  // This matches "bench wasn't 3x8".
  if (clause.pieces.some((piece) => piece.type === 'exercise'))
    return /^(?:\S+ ){1,5}(?:wasn't|was not|weren't|were not) \d/.test(clause.text);
  return /^(?:(?:no|sorry|oops|actually|wait) )*(?:not|it wasn't|that wasn't|wasn't|i didn't do|it was not|that was not)\b/.test(
    clause.text,
  );
}

function isTime({ pieces }: JudgedClause): boolean {
  const counted = pieces.filter((piece) => piece.type !== 'word');
  return counted.every((piece) => piece.type === 'measure' && dimension(piece.measure.unit) === 'duration');
}

function inSentence(clauses: readonly JudgedClause[], clause: JudgedClause, index: number): JudgedClause | undefined {
  const other = clauses[index];
  return other?.sentence === clause.sentence ? other : undefined;
}

/**
 * Return the data of a corrected entry: the sets of the correction replace the earlier sets. If the correction names no
 * weight, a set keeps the weight of the earlier set at the same position (additional sets take the last weight).
 */
export function correctedData(before: ActivityDataInput, correction: ActivityDataInput): ActivityDataInput {
  if (
    !('exercise' in before) ||
    !Array.isArray(before.sets) ||
    !('exercise' in correction) ||
    !Array.isArray(correction.sets)
  )
    return correction;
  const { sets: old } = before;
  const sets = correction.sets.map((set, index): SetInput => {
    const weight = set.weight ?? (old[index] ?? old.at(-1))?.weight;
    return weight === undefined ? set : { ...set, weight };
  });
  return { exercise: correction.exercise, sets };
}
