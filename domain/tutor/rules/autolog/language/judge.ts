import type { DisplayUnits } from '../../../../training/rules/units.ts';
import type { Steps } from '../steps.ts';
import { clausesOf } from './clauses.ts';
import type { Clause } from './clauses.ts';
import { whenOf } from './dates.ts';
import type { When } from './dates.ts';
import { moodOf, withoutIdioms } from './moods.ts';
import type { NonAct } from './moods.ts';
import { foldNumberGroups } from './number-groups.ts';
import { foldNumberWords } from './number-words.ts';
import { piecesOf } from './pieces.ts';
import type { Piece } from './pieces.ts';
import { subjectOf } from './subjects.ts';
import { plainText, tokenise } from './tokens.ts';

/** A clause with everything that was found out about it. */
export interface JudgedClause extends Clause {
  pieces: Piece[];
  /** The reason why the clause reports no act of the user. Undefined if it may report one. */
  mood?: NonAct;
  /** Whether the clause corrects what was said before: "not 3x8, it was 3x6". */
  corrects?: boolean;
  /** Whether the clause has a verb in the past tense, or continues a clause that has one. */
  past: boolean;
  when?: When;
  /** Whether the user is not sure: "I think", "maybe". */
  unsure: boolean;
  /** Whether the number is not exact: "about 5k". */
  about: boolean;
}

const UNSURE =
  /\b(?:i think|i guess|i believe|maybe|probably|perhaps|pretty sure|not sure|possibly|might have|kinda|sort of|something like|or so|can't remember|plates)\b|^(?:today's|tonight's|(?:the|my|this) \w+'s|my|the|this) (?:workout|session|training)$/;
/** Matches a clause after an act which says that the act, or its last repetition, failed. */
const FAILED = /^(?:i |but )?(?:failed|missed)(?: it)?$/;
const ABOUT = /\b(?:about|around|roughly|approximately|approx|almost|nearly|close to)\b|~/;

/** Read a message clause by clause. */
export function* judge(message: string, units: DisplayUnits): Steps<JudgedClause[]> {
  const tokens = yield* foldNumberGroups(yield* foldNumberWords(yield* tokenise(plainText(message))));
  const judged: JudgedClause[] = [];
  let header: NonAct | 'unsure' | undefined;
  for (const clause of yield* clausesOf(tokens)) {
    yield;
    const before = judged.at(-1);
    const sameSentence = before?.sentence === clause.sentence;
    if (clause.breaks > 1) header = undefined;
    const each = judgeOne(clause, sameSentence ? before : undefined, units);
    if (clause.quoted) each.mood = 'quotes';
    if (header === 'unsure') each.unsure ||= !each.past;
    else if (header && each.mood === undefined && !each.past) each.mood = header;
    else if (each.past && each.mood === undefined) header = undefined;
    if (opensList(each, message)) header = each.mood ?? (each.unsure ? 'unsure' : header);
    if (sameSentence && FAILED.test(clause.text)) before.unsure = true;
    judged.push(each);
  }
  for (const [index, clause] of judged.entries()) if (clause.connector === 'or') weigh(judged[index - 1], clause);
  for (const [index, clause] of judged.entries()) if (clause.closing === '?') ask(judged, index);
  return judged;
}

function judgeOne(clause: Clause, before: JudgedClause | undefined, units: DisplayUnits): JudgedClause {
  const pieces = piecesOf(clause.tokens, units);
  const core = coreOf(pieces, clause);
  const lead = clause.tokens.slice(0, core).map((token) => token.text);
  const subject = subjectOf(clause.tokens, core);
  const own = moodOf(clause.text, lead.join(' '), subject.verb);
  const text = withoutIdioms(clause.text);
  const mood = own ?? (subject.other ? 'other_person' : inherited(before, clause, subject.own, subject.verb));
  return {
    ...clause,
    pieces,
    mood,
    past: own === undefined && !subject.other && (subject.verb || (before?.past === true && before.mood === undefined)),
    when: whenOf(text) ?? before?.when,
    unsure:
      UNSURE.test(clause.text) ||
      (before?.unsure === true && (before.pieces.every((piece) => piece.type === 'word') || !subject.verb)),
    about: ABOUT.test(clause.text),
  };
}

/**
 * Return the mood that a clause without its own subject takes from the clause before: "my brother benched 100 and
 * squatted 140".
 */
function inherited(before: JudgedClause | undefined, clause: Clause, own: boolean, verb: boolean): NonAct | undefined {
  if (!before?.mood) return undefined;
  // In "show me | when I benched 100" the second clause is part of the question.
  if ((before.mood === 'instructs' || before.mood === 'asks') && /^(?:when|where|what|which|if)\b/.test(clause.text))
    return before.mood;
  // In "in 2019 | I ran 5k" the habit or the time long ago also applies to the clause that follows.
  if (own) return before.mood === 'describes' && !/\b(?:i|we|my)\b/.test(before.text) ? before.mood : undefined;
  const ended = clause.connector === 'but' || clause.connector === 'however' || clause.connector === 'so';
  // In "no squats today, bench 3x8" a noun is denied and not a verb.
  const noun = /^(?:\w+ )?no\b/.test(before.text);
  if (before.mood === 'denies' && (verb || ended || noun)) return undefined;
  if ((before.mood === 'plans' || before.mood === 'instructs' || before.mood === 'describes') && verb) return undefined;
  return before.mood;
}

/** Return the index of the first exercise or number that may be part of an act. */
function coreOf(pieces: readonly Piece[], clause: Clause): number {
  return pieces.find((piece) => piece.type !== 'word')?.from ?? clause.tokens.length;
}

/** Return whether the clause is a line that ends with a colon, which introduces the lines after it. */
function opensList(clause: JudgedClause, message: string): boolean {
  const end = clause.tokens.at(-1)?.end ?? 0;
  return /^[ \t*_]*:[ \t*_]*(?:\n|$)/.test(message.slice(end, end + 20));
}

/** Apply a question mark to the last clause, and to the clauses before it that only list parts of the question. */
function ask(judged: JudgedClause[], last: number): void {
  let at = last;
  while (isPartOfList(judged, at)) at -= 1;
  for (const clause of judged.slice(at, last + 1)) clause.mood ??= 'asks';
}

/** Judge alternatives such as "3x8 or 5x5": at most one of them was done, and without a verb none. */
function weigh(before: JudgedClause | undefined, clause: JudgedClause): void {
  const counted = [before, clause].every((each) =>
    each?.pieces.some((piece) => piece.type !== 'word' && piece.type !== 'exercise'),
  );
  if (!before || !counted) return;
  for (const each of [before, clause]) {
    if (clause.past) each.unsure = true;
    else each.mood ??= 'asks';
  }
}

function isPartOfList(judged: readonly JudgedClause[], index: number): boolean {
  const [clause, before] = [judged[index], judged[index - 1]];
  if (!clause || clause.sentence !== before?.sentence || clause.past || clause.mood !== undefined) return false;
  return clause.pieces.some((piece) => piece.type !== 'word' && piece.type !== 'exercise');
}
