import { parentPort } from 'node:worker_threads';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

/**
 * Texts whose tokens are to be counted. One message has all texts of one turn of the node's event loop. Counting of a
 * text stops when it has more than `most` tokens.
 */
export type Questions = { id: number; text: string; most: number }[];
export type Answers = { id: number; tokens: number }[];

/**
 * Texts are counted in slices of this length, because the time to count a long run of characters without a break grows
 * with the square of its length.
 */
const SLICE_CHARACTERS = 500;
/** An option to count `<|endoftext|>` as plain text. Without it, counting such a text would throw. */
const PLAIN = { disallowedSpecial: new Set<string>() };

parentPort?.on('message', (questions: Questions) => {
  const answers: Answers = questions.map(({ id, text, most }) => ({ id, tokens: count(text, most) }));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
  parentPort?.postMessage(answers);
});

/**
 * Count the tokens of a text in slices, and stop above `most`. Each slice can add at most one token to the true number.
 */
function count(text: string, most: number): number {
  let tokens = 0;
  for (let from = 0; from < text.length && tokens <= most; from += SLICE_CHARACTERS)
    tokens += countTokens(text.slice(from, from + SLICE_CHARACTERS), PLAIN);
  return tokens;
}
