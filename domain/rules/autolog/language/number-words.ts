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

/** Turns words for numbers into numbers: `three sets of eight`, `one thirty-five`, `a hundred and twenty`, `half an hour`. */
export function foldNumberWords(tokens: readonly Token[]): Token[] {
  const folded: Token[] = [];
  for (let index = 0; index < tokens.length;) {
    const token = tokens[index];
    if (!token) break;
    const read = token.kind === 'word' ? readWords(tokens, index) : undefined;
    const [value, length] = read ?? [token.value, 1];
    const last = tokens[index + length - 1] ?? token;
    index += length;
    if (value === undefined || token.kind === 'sign') {
      folded.push(token);
    } else if (textOf(tokens, index, 3) === 'and a half' && token.clock === undefined) {
      folded.push(number(token, tokens[index + 2] ?? last, value + 0.5));
      index += 3;
    } else folded.push(read ? number(token, last, value) : token);
  }
  return folded;
}

function number(first: Token, last: Token, value: number): Token {
  return { ...first, kind: 'number', text: String(value), end: last.end, value };
}

/** The number that begins at `index`, and how many tokens say it. */
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

/** `one hundred (and) thirty five`, and as people say weights: `one thirty five`, `two twenty-five`. */
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
