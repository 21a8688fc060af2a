const SEGMENTER = new Intl.Segmenter(undefined, { granularity: 'word' });
const LEAST_LETTERS = 4;

/**
 * Return the reason why a quote is not enough for a memory, in words for the model that asked, or undefined if it is
 * enough. The quote must be in the message in whole words. The memory must use a telling word of the quote, and only
 * numbers of the message.
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

/**
 * Return whether a word has a meaning of its own. "I", "do" and "the" don't; any number and any word of another script
 * does.
 */
const isTelling = (word: string) => word.length >= LEAST_LETTERS || !/^[a-z']+$/.test(word);
