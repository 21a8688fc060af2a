const SEGMENTER = new Intl.Segmenter(undefined, { granularity: 'word' });
const LEAST_LETTERS = 4;

/**
 * A model must quote the learner's message to store a memory. Return the reason why the quote does not support the
 * memory, as text for the model, or undefined if it does. The quote must be in the message in whole words. The memory
 * must repeat a word of the quote that has a meaning of its own, and every number in it must be in the message.
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
 * Return whether a word has a meaning of its own. Short words of the letters a to z, such as "I", "do" and "the", count
 * as having none. Numbers and words with other letters count as having one.
 */
const isTelling = (word: string) => word.length >= LEAST_LETTERS || !/^[a-z']+$/.test(word);
