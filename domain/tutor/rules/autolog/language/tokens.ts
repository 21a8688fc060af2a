import { isStep } from '../steps.ts';
import type { Steps } from '../steps.ts';

/** One word, number or sign of a message. `start` and `end` are UTF-16 offsets into the message itself. */
export interface Token {
  kind: 'word' | 'number' | 'sign';
  /** lower case, with straight quotes and plain dashes */
  text: string;
  start: number;
  end: number;
  /** Nothing stands between it and the token before. */
  glued: boolean;
  /** Line breaks before it. */
  breaks: number;
  /** For numbers: the first, where several are one token (`8,7,6`, `8-10`, `8/10`). */
  value?: number;
  values?: { form: 'list' | 'range' | 'ratio'; all: number[] };
  /** `27:30` in seconds */
  clock?: number;
}

/** One UTF-16 unit for one, so that offsets stay. The long dash separates; the others may be ranges. */
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

/** Lower case and plain signs, of exactly the message's length. */
export function plainText(message: string): string {
  const lower = message.toLowerCase();
  const sameLength = lower.length === message.length ? lower : unitByUnit(message);
  return sameLength.replace(SPECIAL, (sign) => plain[sign] ?? sign);
}

/** For the few letters, such as İ, whose lower case is longer. */
function unitByUnit(message: string): string {
  let result = '';
  for (let index = 0; index < message.length; index += 1) {
    const lower = message.charAt(index).toLowerCase();
    result += lower.length === 1 ? lower : message.charAt(index);
  }
  return result;
}

/** Every repetition is bounded or can't be re-read from a later start, so that reading is linear in the message. */
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

/** Reads plain text into tokens. */
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
