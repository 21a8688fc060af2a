import { parentPort } from 'node:worker_threads';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

/** The texts to count that the node sent in one turn of its event loop. */
export type Questions = { id: number; text: string; most: number }[];
export type Answers = { id: number; tokens: number }[];

/** The length of a slice. The time of counting grows with the square of the length of a run without a break. */
const SLICE_CHARACTERS = 500;
/** The option that reads `<|endoftext|>` as plain text. Without it counting would throw. */
const PLAIN = { disallowedSpecial: new Set<string>() };

parentPort?.on('message', (questions: Questions) => {
  const answers: Answers = questions.map(({ id, text, most }) => ({ id, tokens: count(text, most) }));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
  parentPort?.postMessage(answers);
});

/** Count in slices, which adds at most one token for each slice. Counting stops above `most`. */
function count(text: string, most: number): number {
  let tokens = 0;
  for (let from = 0; from < text.length && tokens <= most; from += SLICE_CHARACTERS)
    tokens += countTokens(text.slice(from, from + SLICE_CHARACTERS), PLAIN);
  return tokens;
}
