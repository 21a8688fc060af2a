/**
 * The most bytes that a reply's text may take up in JSON. The rest of the largest event is for entries, memories and
 * suggestions [S7].
 */
export const MAX_TEXT_BYTES = 48 * 1_024;

/** Return how many bytes a text takes up in JSON, in UTF-8. */
export const jsonBytes = (text: string): number => utf8.encode(JSON.stringify(text)).length - '""'.length;

const utf8 = new TextEncoder();

/** Cut a text between characters, so that it takes up at most `bytes` bytes in JSON. */
export function cutToBytes(text: string, bytes: number): string {
  if (jsonBytes(text) <= bytes) return text;
  let [units, left] = [0, bytes];
  for (const character of text) {
    left -= jsonBytes(character);
    if (left < 0) break;
    units += character.length;
  }
  return text.slice(0, units);
}
