import { isStep } from '../steps.ts';
import type { Steps } from '../steps.ts';
import type { Token } from './tokens.ts';

/**
 * The largest number in a list of repetitions. The repetitions of several sets are similar, while dates, or a weight
 * before repetitions, are not.
 */
const MOST_REPS_LISTED = 50;
const WIDEST_RATIO = 3;
/** The most numbers to read ahead from each number, so that the work stays bounded. */
const LONGEST_GROUP = 20;

/** A number before one of these words is not a plain count. */
const MEASURES =
  /^(?:x|by|sets?|rounds?|of|kgs?|kilos?|lbs?|pounds?|k|km|mi|miles?|m|meters?|h|hrs?|hours?|mins?|minutes?|s|secs?|seconds?|rpe|rir)$/;

/**
 * Join numbers that belong together: `8,7,6` and `8/7/6` (list), `8-10` (range), `8/10` (ratio). Drop the dash of
 * `30-minute`.
 */
export function* foldNumberGroups(tokens: readonly Token[]): Steps<Token[]> {
  const folded: Token[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (!token) break;
    if (isStep(folded.length)) yield;
    const next = tokens[index + 1];
    const after = tokens[index + 2];
    if (token.kind === 'number' && token.clock === undefined) {
      const group = dashed(tokens, index) ?? listed(tokens, index);
      folded.push(group?.token ?? token);
      if (group) index += group.length - 1;
      else if (next?.text === '-' && next.glued && after?.kind === 'word' && after.glued) index += 1;
    } else folded.push(token);
  }
  return folded;
}

interface Group {
  token: Token;
  length: number;
}

/** Read numbers with the same `-` or `/` between them and without spaces. */
function dashed(tokens: readonly Token[], index: number): Group | undefined {
  const sign = tokens[index + 1]?.text;
  if (sign !== '-' && sign !== '/') return undefined;
  const all = [tokens[index]?.value ?? 0];
  let at = index + 1;
  while (
    all.length < LONGEST_GROUP &&
    tokens[at]?.text === sign &&
    isPlainNumber(tokens[at + 1]) &&
    tokens[at + 1]?.glued
  ) {
    all.push(tokens[at + 1]?.value ?? 0);
    at += 2;
  }
  if (all.length < 2) return undefined;
  if (all.length > 2) return near(all) ? group(tokens, index, at, 'list', all) : undefined;
  return group(tokens, index, at, sign === '-' ? 'range' : 'ratio', all);
}

/**
 * Read a list of numbers such as `8, 7 and 6`. After the last number nothing may follow that gives it another meaning.
 */
function listed(tokens: readonly Token[], index: number): Group | undefined {
  const all = [tokens[index]?.value ?? 0];
  let at = index + 1;
  while (all.length < LONGEST_GROUP) {
    const comma = tokens[at]?.text === ',' ? 1 : 0;
    const and = tokens[at + comma]?.text === 'and' ? 1 : 0;
    const number = tokens[at + comma + and];
    if (comma + and === 0 || !isPlainNumber(number) || number?.breaks) break;
    const next = tokens[at + comma + and + 1];
    const tight = number?.glued === true && tokens[at]?.glued === true;
    // In "10, 8 and 6 pull-ups" the last of three or more numbers may be followed by what was counted.
    if (
      !endsNumber(next, tight) &&
      !(all.length > 1 && and === 1 && next?.kind === 'word' && !MEASURES.test(next.text))
    )
      break;
    all.push(number?.value ?? 0);
    at += comma + and + 1;
  }
  return all.length > 1 && near(all) ? group(tokens, index, at, 'list', all) : undefined;
}

function isPlainNumber(token: Token | undefined): boolean {
  return token?.kind === 'number' && token.clock === undefined;
}

/** Return whether a number may end a list. In `8,7,6` without spaces any word may follow except a factor or a unit. */
function endsNumber(next: Token | undefined, tight: boolean): boolean {
  if (!next || next.breaks) return true;
  if (tight && next.kind === 'word') return !next.glued && next.text !== 'x';
  if (next.kind === 'sign') return !['x', '*', '/', '-', '%', '+', ':', '#'].includes(next.text);
  return /^(?:reps?|and|at|with|on)$/.test(next.text);
}

function near(all: readonly number[]): boolean {
  const [least, most] = [Math.min(...all), Math.max(...all)];
  return all.every(Number.isInteger) && most <= MOST_REPS_LISTED && most <= least * WIDEST_RATIO;
}

function group(
  tokens: readonly Token[],
  from: number,
  to: number,
  form: 'list' | 'range' | 'ratio',
  all: number[],
): Group | undefined {
  const [first, last] = [tokens[from], tokens[to - 1]];
  return (
    first &&
    last && { token: { ...first, end: last.end, text: all.join(' '), values: { form, all } }, length: to - from }
  );
}
