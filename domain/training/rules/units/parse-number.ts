const words: { readonly [word: string]: number } = { half: 0.5, 'half a': 0.5, 'half an': 0.5, a: 1, an: 1, one: 1 };

/** The source of a regular expression for a number as people write it: `1,000`, `61.2`, `61,2`, `half a`. */
export const NUMBER = String.raw`(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*[.,]\d+|\d+|(?:half an?|half|an?|one)(?= ))`;

/**
 * Return the value of text that `NUMBER` matched. A comma before groups of three digits separates thousands; any other
 * comma is a decimal point.
 */
export function readNumber(text: string): number {
  const word = words[text];
  if (word !== undefined) return word;
  const grouped = /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/.test(text);
  return Number(grouped ? text.replaceAll(',', '') : text.replace(',', '.'));
}
