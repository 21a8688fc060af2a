const SEGMENTER = new Intl.Segmenter(undefined, { granularity: 'word' });
const LEAST_LETTERS = 4;

/**
 * Whether a memory may rest on a quote: the quote stands in the message in whole words, the memory takes up one of them
 * that says something, and every number in it was said. Otherwise why not, for the model that asked to read.
 */
export function groundless(memory: string, quote: string, message: string): string | undefined {
  const said = new Set(wordsOf(message));
  const quoted = wordsOf(quote);
  if (quoted.length === 0 || !message.includes(quote) || !quoted.every((word) => said.has(word)))
    return 'the quote is not in the message';
  const remembered = wordsOf(memory);
  const unsaid = remembered.find((word) => /\d/.test(word) && !said.has(word));
  if (unsaid !== undefined) return `${unsaid} is not in the message`;
  if (!remembered.some((word) => isTelling(word) && quoted.includes(word)))
    return 'it takes up none of the words it quotes; say it in the words of the learner';
  return undefined;
}

function wordsOf(text: string): string[] {
  return [...SEGMENTER.segment(text.toLowerCase())].flatMap(({ segment, isWordLike }) => (isWordLike ? [segment] : []));
}

/** Not "I", "do", "the"; a number or a word of a script without such short ones is. */
const isTelling = (word: string) => word.length >= LEAST_LETTERS || !/^[a-z']+$/.test(word);
