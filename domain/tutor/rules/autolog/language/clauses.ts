import { isStep } from '../steps.ts';
import type { Steps } from '../steps.ts';
import type { Token } from './tokens.ts';

/** A part of a sentence with one verb, or one item of a list in the sentence. */
export interface Clause {
  tokens: Token[];
  /** The texts of the tokens, joined by spaces. */
  text: string;
  /** The number of the clause's sentence in the message. */
  sentence: number;
  /** The conjunction or sign between this clause and the one before. It is '' at the beginning of a sentence. */
  connector: string;
  /** The sign that ends the sentence, if this is the sentence's last clause. */
  closing: string;
  /** The number of line breaks before the clause. */
  breaks: number;
  /**
   * Whether the words are somebody else's: on a line that begins with `>`, or between quotation marks that enclose a
   * number.
   */
  quoted: boolean;
}

/** The longest clause, in tokens. It bounds work that grows faster than the length of a clause. */
const LONGEST_CLAUSE = 100;

const SENTENCE_END = new Set(['.', '!', '?']);
const SEPARATORS = new Set([',', ';', ':', '(', ')', '[', ']', '"', '&', '+', '|', '/', '-', '*', '~', '>', '=', '#']);
/** Conjunctions between two clauses. The conjunctions below belong to the clause that they begin. */
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
/** Words after which a subject does not begin a new clause. */
const HOLDS_SUBJECT =
  /^(?:that|than|as|what|when|where|for|with|to|of|like|before|after|until|because|since|while|if|and|did|do|have|the|my|by|in|on)$/;

/** Split the tokens of a message into clauses. Only the signs and conjunctions between clauses are dropped. */
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

/**
 * Return the indices of the quotation marks around a number. Quotation marks around `"bench press"` alone quote nobody,
 * and the mark in `24"` means inches.
 */
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

/** Add a closing sign to the last clause of the sentence, if nothing else follows it: `…, right)?`. */
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
  // These signs don't separate clauses: `BW+20`, `at -20 kg`, `3 * 8`, `8/mile`, `~5`, `clean & jerk`.
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

/** Return whether "and" joins the parts of one thing: "1 hour and 20 minutes", "clean and jerk". */
function joins(tokens: readonly Token[], index: number): boolean {
  const [before, after, second] = [tokens[index - 1]?.text ?? '', tokens[index + 1], tokens[index + 2]?.text ?? ''];
  if (before === 'clean') return after?.text.startsWith('jerk') === true;
  return (
    /^(?:h|hrs?|hours?|mins?|minutes?)$/.test(before) &&
    after?.kind === 'number' &&
    /^(?:m|mins?|minutes?|s|secs?|seconds?)$/.test(second)
  );
}

/** Return whether a clause begins at this word without a sign before it. */
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

/**
 * Return whether a full stop belongs to an abbreviation and does not end the sentence: `135 lbs. 8 reps`, `approx. 5k`.
 */
function abbreviates(tokens: readonly Token[], index: number): boolean {
  const [before, sign, after] = [tokens[index - 1]?.text ?? '', tokens[index]?.text, tokens[index + 1]];
  return (
    sign === '.' &&
    /^(?:lbs?|kgs?|mins?|secs?|hrs?|reps?|approx|vs|no)$/.test(before) &&
    after?.kind === 'number' &&
    !after.breaks
  );
}
