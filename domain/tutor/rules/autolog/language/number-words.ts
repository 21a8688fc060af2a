import { isStep } from '../steps.ts';
import type { Steps } from '../steps.ts';
import type { Token } from './tokens.ts';

const units = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const teens = [
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

type Part = { kind: 'unit' | 'teen' | 'ten' | 'hundred' | 'dozen'; value: number };
const parts: ReadonlyMap<string, Part> = new Map<string, Part>([
  ...units.slice(1).map((word, index) => [word, { kind: 'unit', value: index + 1 }] as const),
  ...teens.map((word, index) => [word, { kind: 'teen', value: index + 10 }] as const),
  ...tens.slice(2).map((word, index) => [word, { kind: 'ten', value: (index + 2) * 10 }] as const),
  ...tens
    .slice(2)
    .flatMap((ten, index) =>
      units
        .slice(1)
        .map((unit, one) => [`${ten}-${unit}`, { kind: 'teen', value: (index + 2) * 10 + one + 1 }] as const),
    ),
  ['hundred', { kind: 'hundred', value: 100 }],
  ['dozen', { kind: 'dozen', value: 12 }],
]);

const MEASURE = /^(?:hours?|hrs?|minutes?|mins?|miles?|seconds?|secs?)$/;
const COUNTED = /^(?:sets?|reps?|rounds?|repetitions?|kilos?|kilometers?|km)$/;

/**
 * Turn words for numbers into numbers: `three sets of eight`, `one thirty-five`, `a hundred and twenty`, `half an
 * hour`.
 */
export function* foldNumberWords(tokens: readonly Token[]): Steps<Token[]> {
  const folded: Token[] = [];
  for (let index = 0; index < tokens.length;) {
    const token = tokens[index];
    if (!token) break;
    if (isStep(folded.length)) yield;
    const read = token.kind === 'word' ? readWords(tokens, index) : undefined;
    const [value, length] = read ?? [token.value, 1];
    const last = tokens[index + length - 1] ?? token;
    index += length;
    if (value === undefined || token.kind === 'sign') folded.push(token);
    else index += pushNumber(folded, read ? number(token, last, value) : token, tokens, index);
  }
  return folded;
}

/**
 * Add a number, including the half of "two and a half hours" and "an hour and a half". Return how many more tokens were
 * used.
 */
function pushNumber(folded: Token[], token: Token, tokens: readonly Token[], next: number): number {
  const unit = tokens[next];
  const measured = unit !== undefined && MEASURE.test(unit.text) && textOf(tokens, next + 1, 3) === 'and a half';
  const half = tokens[next + (measured ? 3 : 2)];
  if (half === undefined || token.clock !== undefined || !(measured || textOf(tokens, next, 3) === 'and a half')) {
    folded.push(token);
    return 0;
  }
  const value = (token.value ?? 0) + 0.5;
  if (measured) folded.push(number(token, token, value), { ...unit, end: half.end });
  else folded.push(number(token, half, value));
  return measured ? 4 : 3;
}

function number(first: Token, last: Token, value: number): Token {
  return { ...first, kind: 'number', text: String(value), end: last.end, value };
}

/** Return the number that begins at `index` and how many tokens it takes. */
function readWords(tokens: readonly Token[], index: number): [number, number] | undefined {
  const word = tokens[index]?.text ?? '';
  const next = tokens[index + 1]?.text ?? '';
  if (word === 'half' && /^an?$/.test(next) && MEASURE.test(tokens[index + 2]?.text ?? '')) return [0.5, 2];
  if (/^an?$/.test(word)) {
    if (MEASURE.test(next)) return [1, 1];
    return next === 'hundred' || next === 'dozen'
      ? (readWords(tokens, index + 1)?.map((part, at) => part + at) as [number, number])
      : undefined;
  }
  const first = parts.get(word);
  if (!first) return undefined;
  if (word === 'one' && !parts.has(next) && !MEASURE.test(next) && !COUNTED.test(next)) return undefined;
  return readParts(tokens, index, first);
}

/**
 * Read the parts of a number: `one hundred (and) thirty five`, and weights as people say them: `one thirty five`, `two
 * twenty-five`.
 */
function readParts(tokens: readonly Token[], index: number, first: Part): [number, number] {
  let { value } = first;
  let last = first.kind;
  let at = index + 1;
  for (;;) {
    const joined = tokens[at]?.text === 'and' && last === 'hundred';
    const part = parts.get(tokens[joined ? at + 1 : at]?.text ?? '');
    if (!part || tokens[at]?.breaks) break;
    if (part.kind === 'hundred' && last === 'unit') value *= 100;
    else if (
      last === 'unit' &&
      at === index + 1 &&
      (part.kind === 'ten' || (part.kind === 'teen' && part.value > 20))
    ) {
      value = value * 100 + part.value;
    } else if ((last === 'hundred' && part.kind !== 'hundred') || (last === 'ten' && part.kind === 'unit'))
      value += part.value;
    else break;
    last = part.kind;
    at += joined ? 2 : 1;
  }
  return [value, at - index];
}

function textOf(tokens: readonly Token[], from: number, length: number): string {
  return tokens
    .slice(from, from + length)
    .map((token) => token.text)
    .join(' ');
}
