/**
 * Return the text with at most `max` UTF-16 units. A longer text is cut and ends in an ellipsis. The cut never splits a
 * character.
 */
export function shortened(text: string, max: number): string {
  if (text.length <= max) return text;
  const isHalf = /[\uD800-\uDBFF]/.test(text.charAt(max - 2));
  return `${text.slice(0, isHalf ? max - 2 : max - 1)}…`;
}
