import type { JudgedClause } from '../language/judge.ts';
import type { Piece } from '../language/pieces.ts';
import { isCommon } from '../language/subjects.ts';
import type { Token } from '../language/tokens.ts';

const FIRST_WORDS = /^(?:my|the|a|an|some|of|more|another|i|we|also|and|did|done|finished|completed|just)$/;

/** Return the words between the verb and sets × reps: in "did windmills 3x8 at 20kg" that is "windmills". */
export function unknownName(clause: JudgedClause, part: readonly Piece[]): string | undefined {
  const [first] = part;
  if (!clause.past || !first || !(first.type === 'product' || first.type === 'sets' || first.type === 'reps'))
    return undefined;
  const did = clause.tokens.findIndex((token) => /^(?:did|done|finished|completed|performed)$/.test(token.text));
  const before = clause.tokens.slice(did + 1, first.from).filter((token) => !FIRST_WORDS.test(token.text));
  const after = followingName(clause, part);
  const words = before.length > 0 ? before : after;
  const isName =
    did !== -1 &&
    words.length > 0 &&
    words.length <= 3 &&
    words.every((word) => word.kind === 'word' && word.text.length > 2 && !NO_NAME.test(word.text));
  return isName ? words.map((word) => word.text).join(' ') : undefined;
}

/**
 * Return whether an unknown name begins another exercise: "bech 3x8" after another exercise is not more of the earlier
 * one.
 */
export function namesUnknown(clause: JudgedClause, part: readonly Piece[]): boolean {
  const [first] = part;
  if (!first || first.role !== '' || unknownName(clause, part) !== undefined) return false;
  const before = clause.tokens[first.from - 1];
  return before?.kind === 'word' && first.from === 1 && before.text.length > 2 && !isCommon(before.text);
}

/** Return the words after sets × reps: in "did 3x8 windmills at 20kg" that is "windmills". */
function followingName(clause: JudgedClause, part: readonly Piece[]): Token[] {
  const [first, second] = part;
  const to = first?.to ?? 0;
  const of = clause.tokens[to]?.text === 'of' ? 1 : 0;
  const until = second ? second.from - (second.role === '' ? 0 : 1) : clause.tokens.length;
  return clause.tokens.slice(to + of, Math.max(to + of, until));
}

const NO_NAME =
  /^(?:set|sets|reps?|it|that|this|those|them|everything|all|work|stuff|well|good|great|fine|today|yesterday|tonight|now|again|already|finally|only|about|around|like|first|second|third|last|final|morning|evening|easy|hard|fast|with|total|each|side|per|more|another|felt|feeling|then|too|same|weight|warm|warmup|my|the|and|for|from|without|straight|unbroken|homework|up|down|out|because|than|just|really|very|quick|some)$/;
