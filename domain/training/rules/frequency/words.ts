const numbers = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

/** The source of a regular expression for a count: `3`, `1.5`, `three`, `a`. */
export const COUNT = String.raw`(\d+(?:\.\d+)?|half an?|an?|${numbers.join('|')})`;

export function countOf(text: string): number {
  if (/^\d/.test(text)) return Number(text);
  if (text.startsWith('half')) return 0.5;
  return text.startsWith('a') ? 1 : numbers.indexOf(text);
}

export const regular = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, ' ');
