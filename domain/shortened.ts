/** A text of at most `max` UTF-16 units: longer ones end in an ellipsis, never in half a character. */
export function shortened(text: string, max: number): string {
  if (text.length <= max) return text;
  const isHalf = /[\uD800-\uDBFF]/.test(text.charAt(max - 2));
  return `${text.slice(0, isHalf ? max - 2 : max - 1)}…`;
}
