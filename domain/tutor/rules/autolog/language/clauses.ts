import { isStep } from '../steps.ts';
import type { Steps } from '../steps.ts';
import type { Token } from './tokens.ts';

/** A stretch of a sentence with one verb, or a part of a list in it. */
export interface Clause {
  tokens: Token[];
  /** The tokens' texts, a space between each two. */
  text: string;
  /** Which sentence of the message it belongs to. */
  sentence: number;
  /** What joins it to the clause before: a conjunction or a sign; '' at the beginning of a sentence. */
  connector: string;
  /** The sign its sentence ends with, if it is the last of it. */
  closing: string;
  /** Line breaks before it. */
  breaks: number;
  /** On a line that begins with `>`, or between quotation marks with a number: someone else's words. */
  quoted: boolean;
}

/** The longest clause, in tokens. It bounds the work that grows faster than a clause's length. */
const LONGEST_CLAUSE = 100;

const SENTENCE_END = new Set(['.', '!', '?']);
const SEPARATORS = new Set([',', ';', ':', '(', ')', '[', ']', '"', '&', '+', '|', '/', '-', '*', '~', '>', '=', '#']);
/** Conjunctions that stand between clauses, and those that belong to the clause they begin. */
const BETWEEN = new Set([
  'and',
  'but',
  'then',
  'so',
  'or',
  'plus',
  'however',
  'though',
  'although',
  'yet',
  'followed',
  'afterwards',
]);
const BEGINS = new Set([
  'if',
  'unless',
  'because',
  'cause',
  'cuz',
  'since',
  'which',
  'whereas',
  'while',
  'when',
  'after',
  'before',
  'until',
  'instead',
]);

const AUXILIARY = /^(?:should|can|could|would|will|do|does|is|are|was|were|am|have|has)$/;
const PRONOUN = /^(?:i|we|you|he|she|it|they|that|this)$/;
const QUESTION_WORD = /^(?:what|how|why)$/;
const SUBJECT = /^(?:i|we|he|she|they|you|i'(?:ll|m|d|ve)|we'(?:ll|re|ve)|he's|she's|they're|you're|tomorrow|next)$/;
/** After these a subject does not begin a new clause. */
const HOLDS_SUBJECT =
  /^(?:that|than|as|what|when|where|for|with|to|of|like|before|after|until|because|since|while|if|and|did|do|have|the|my|by|in|on)$/;

/** Splits a message's tokens; nothing is lost but the signs and conjunctions between clauses. */
export function* clausesOf(tokens: readonly Token[]): Steps<Clause[]> {
  const clauses: Clause[] = [];
  const marks = quotations(tokens);
  let inQuotation = false;
  let current = opening(0, '', false);
  let hasNumber = false;
  const close = (connector: string, sentence: number, closing = '') => {
    if (current.tokens.length > 0)
      clauses.push({
        ...current,
        text: current.tokens.map((token) => token.text).join(' '),
        closing,
        quoted: current.quoted || inQuotation,
      });
    else if (closing !== '') closeLast(clauses, current.sentence, closing);
    const joins = current.tokens.length > 0 || connector.length > 1 ? connector : current.connector || connector;
    current = opening(sentence, sentence === current.sentence ? joins : '', current.quoted);
    hasNumber = false;
  };
  for (const [index, token] of tokens.entries()) {
    if (isStep(index)) yield;
    if (token.breaks > 0 || index === 0) {
      close('', current.sentence + 1);
      current.quoted = token.text === '>';
    }
    if (current.tokens.length === 0) current.breaks = Math.max(current.breaks, token.breaks);
    if (token.kind === 'sign' && SENTENCE_END.has(token.text)) {
      if (!abbreviates(tokens, index)) close('', current.sentence + 1, token.text);
    } else if (separates(tokens, index)) {
      close(token.text, current.sentence);
      if (marks.has(index)) inQuotation = !inQuotation;
    } else {
      if (startsClause(tokens, index, hasNumber) || current.tokens.length === LONGEST_CLAUSE)
        close('', current.sentence);
      if (token.kind === 'number') hasNumber = true;
      current.tokens.push(token);
    }
  }
  close('', current.sentence);
  return clauses;
}

/** The marks of each pair around a number; `"bench press"` alone quotes nobody, and `24"` is a length. */
function quotations(tokens: readonly Token[]): ReadonlySet<number> {
  const marks = new Set<number>();
  let opened: number | undefined;
  let hasNumber = false;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'number') hasNumber = true;
    if (token.text !== '"') continue;
    if (opened !== undefined) {
      if (hasNumber) marks.add(opened).add(index);
      opened = undefined;
    } else if (!(token.glued && tokens[index - 1]?.kind === 'number')) [opened, hasNumber] = [index, false];
  }
  return marks;
}

function opening(sentence: number, connector: string, quoted: boolean): Clause {
  return { tokens: [], text: '', sentence, connector, closing: '', breaks: 0, quoted };
}

/** `…, right)?`: the sign after an empty rest belongs to the last clause. */
function closeLast(clauses: Clause[], sentence: number, closing: string): void {
  const last = clauses.at(-1);
  if (last?.sentence === sentence) last.closing = closing;
}

function separates(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (!token) return false;
  if (token.kind === 'word') return BETWEEN.has(token.text) && !(token.text === 'and' && joins(tokens, index));
  if (token.kind !== 'sign') return false;
  const [before, after] = [tokens[index - 1], tokens[index + 1]];
  if (!SEPARATORS.has(token.text)) return /\p{Extended_Pictographic}/u.test(token.text);
  // `BW+20`, `at -20 kg`, `3 * 8`, `8/mile`, `~5`, `clean & jerk` are held together
  const signs = !token.glued && after?.kind === 'number' && after.glued;
  if (token.text === '+') return !signs && !/^(?:bw|bodyweight|weight)$/.test(before?.text ?? '');
  if (token.text === '-')
    return (
      !(after?.glued && /^(?:bw|bodyweight)$/.test(before?.text ?? '')) &&
      !(signs && /^(?:at|with|@)$/.test(before?.text ?? ''))
    );
  if (token.text === '*') return before?.kind !== 'number' || after?.kind !== 'number';
  if (token.text === '/')
    return before?.kind !== 'number' && !(before?.kind === 'word' && token.glued && after?.glued === true);
  if (token.text === '&') return before?.text !== 'clean';
  return token.text !== '~' && token.text !== '=' && token.text !== '#';
}

/** "1 hour and 20 minutes", "clean and jerk": one thing. */
function joins(tokens: readonly Token[], index: number): boolean {
  const [before, after, second] = [tokens[index - 1]?.text ?? '', tokens[index + 1], tokens[index + 2]?.text ?? ''];
  if (before === 'clean') return after?.text.startsWith('jerk') === true;
  return (
    /^(?:h|hrs?|hours?|mins?|minutes?)$/.test(before) &&
    after?.kind === 'number' &&
    /^(?:m|mins?|minutes?|s|secs?|seconds?)$/.test(second)
  );
}

/** Does a clause begin at this word, with no sign before it? */
function startsClause(tokens: readonly Token[], index: number, hasNumber: boolean): boolean {
  const [before, token, after] = [
    tokens[index - 1]?.text ?? '',
    tokens[index]?.text ?? '',
    tokens[index + 1]?.text ?? '',
  ];
  if (BEGINS.has(token))
    return token !== 'after' && token !== 'before' && token !== 'since' ? true : PRONOUN.test(after);
  if (!hasNumber) return false;
  if (token === 'not') return tokens[index + 1]?.kind === 'number';
  if (AUXILIARY.test(token) && PRONOUN.test(after)) return !HOLDS_SUBJECT.test(before) && !PRONOUN.test(before);
  if (QUESTION_WORD.test(token)) return AUXILIARY.test(after) || after === 'about';
  const soon = token === 'tomorrow' || token === 'next';
  return SUBJECT.test(token) && !HOLDS_SUBJECT.test(before) && (!soon || SUBJECT.test(after));
}

/** `135 lbs. 8 reps`, `approx. 5k`: not the end of a sentence. */
function abbreviates(tokens: readonly Token[], index: number): boolean {
  const [before, sign, after] = [tokens[index - 1]?.text ?? '', tokens[index]?.text, tokens[index + 1]];
  return (
    sign === '.' &&
    /^(?:lbs?|kgs?|mins?|secs?|hrs?|reps?|approx|vs|no)$/.test(before) &&
    after?.kind === 'number' &&
    !after.breaks
  );
}
