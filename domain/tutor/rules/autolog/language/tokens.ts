import { isStep } from '../steps.ts';
import type { Steps } from '../steps.ts';

/** A word, number or sign of a message. `start` and `end` are UTF-16 offsets in the message. */
export interface Token {
  kind: 'word' | 'number' | 'sign';
  /** The text in lower case, with straight quotation marks and plain dashes. */
  text: string;
  start: number;
  end: number;
  /** Whether there is nothing between this token and the token before. */
  glued: boolean;
  /** The number of line breaks before the token. */
  breaks: number;
  /** The value of a number. If the token holds several numbers (`8,7,6`, `8-10`, `8/10`), it is the first one. */
  value?: number;
  values?: { form: 'list' | 'range' | 'ratio'; all: number[] };
  /** The time in seconds, for a token such as `27:30`. */
  clock?: number;
}

/**
 * Signs and their plain forms. Each has one UTF-16 unit, so that offsets do not change. The long dash separates
 * clauses; the other dashes may mean a range.
 */
const plain: { readonly [sign: string]: string } = {
  '×': 'x',
  '✕': 'x',
  '✖': 'x',
  '–': '-',
  '−': '-',
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '—': ';',
  '‘': "'",
  '’': "'",
  ʼ: "'",
  '`': "'",
  '“': '"',
  '”': '"',
  '…': '.',
  _: ' ',
  '•': ';',
  '·': ';',
  '▪': ';',
};
const SPECIAL = /[×✕✖–−‐‑‒—‘’ʼ`“”…_•·▪]/g;

/** Return the message in lower case and with plain signs. The length does not change. */
export function plainText(message: string): string {
  const lower = message.toLowerCase();
  const sameLength = lower.length === message.length ? lower : unitByUnit(message);
  return sameLength.replace(SPECIAL, (sign) => plain[sign] ?? sign);
}

/**
 * Return the lower case unit by unit, for messages with one of the few letters, such as İ, whose lower case is longer.
 */
function unitByUnit(message: string): string {
  let result = '';
  for (let index = 0; index < message.length; index += 1) {
    const lower = message.charAt(index).toLowerCase();
    result += lower.length === 1 ? lower : message.charAt(index);
  }
  return result;
}

/**
 * The pattern of a token. Every repetition in it is bounded or can't be re-read from a later start, so reading takes
 * time linear in the length of the message.
 */
const TOKEN = new RegExp(
  [
    String.raw`(?<clock>(?:\d{1,2}:)?\d{1,3}:[0-5]\d(?![\d:]))`,
    String.raw`(?<grouped>\d{1,3}(?:,\d{3}){1,2}(?![\d,]))`,
    String.raw`(?<comma>(?<![\d,x])\d{1,3},\d{1,2}(?=\s?(?:kg|kilo|km|lb)))`,
    String.raw`(?<number>\d+(?:\.\d+)?)`,
    String.raw`(?<word>\p{L}[\p{L}\p{M}]*(?:['-]\p{L}+)*)`,
    String.raw`(?<sign>\S)`,
  ].join('|'),
  'gu',
);

/** Split plain text into tokens. */
export function* tokenise(text: string): Steps<Token[]> {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const start = match.index;
    const gap = text.slice(end, start);
    end = start + match[0].length;
    if (isStep(tokens.length)) yield;
    tokens.push({ ...read(match), text: match[0], start, end, glued: gap === '', breaks: gap.split('\n').length - 1 });
  }
  return tokens;
}

function read({ groups = {} }: RegExpExecArray): Pick<Token, 'kind' | 'value' | 'clock'> {
  const { clock, grouped, comma, number, word } = groups;
  if (word !== undefined) return { kind: 'word' };
  if (clock !== undefined) return { kind: 'number', value: Number.NaN, clock: secondsOf(clock) };
  if (grouped !== undefined) return { kind: 'number', value: Number(grouped.replaceAll(',', '')) };
  if (comma !== undefined) return { kind: 'number', value: Number(comma.replace(',', '.')) };
  return number === undefined ? { kind: 'sign' } : { kind: 'number', value: Number(number) };
}

function secondsOf(clock: string): number {
  return clock.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0);
}
