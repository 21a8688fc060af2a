import { parentPort } from 'node:worker_threads';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

/** Texts to be counted, as the node sent them in one turn of its event loop. */
export type Questions = { id: number; text: string; most: number }[];
export type Answers = { id: number; tokens: number }[];

/** Counting takes time that grows with the square of a run without a break. */
const SLICE_CHARACTERS = 500;
/** Read `<|endoftext|>` as plain text; counting would throw otherwise. */
const PLAIN = { disallowedSpecial: new Set<string>() };

parentPort?.on('message', (questions: Questions) => {
  const answers: Answers = questions.map(({ id, text, most }) => ({ id, tokens: count(text, most) }));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
  parentPort?.postMessage(answers);
});

/** Count in slices, which adds at most one token a slice. Above `most` counting stops. */
function count(text: string, most: number): number {
  let tokens = 0;
  for (let from = 0; from < text.length && tokens <= most; from += SLICE_CHARACTERS)
    tokens += countTokens(text.slice(from, from + SLICE_CHARACTERS), PLAIN);
  return tokens;
}
