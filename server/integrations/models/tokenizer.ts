import { createRequire } from 'node:module';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Tokenizer } from '../../../domain/tutor/ports.ts';

type CountTokens = (text: string, options: { disallowedSpecial: Set<string> }) => number;

/** Counting takes time that grows with the square of a run without a break. */
const SLICE_CHARACTERS = 500;
/** How long counting goes on before the event loop turns. */
const MAX_STRETCH_MS = 5;
/** Read `<|endoftext|>` as plain text; counting would throw otherwise. */
const PLAIN = { disallowedSpecial: new Set<string>() };

/**
 * Count with o200k_base of `gpt-tokenizer`, whose large table is loaded at the first use, so that a start is quick. Long
 * text is counted in slices, which adds at most one token a slice.
 */
export function createTokenizer(): Tokenizer {
  const require = createRequire(import.meta.url);
  let countTokens: CountTokens | undefined;
  return {
    async count(text, most = Number.POSITIVE_INFINITY) {
      countTokens ??= (require('gpt-tokenizer/encoding/o200k_base') as { countTokens: CountTokens }).countTokens;
      let [tokens, began] = [0, performance.now()];
      for (let from = 0; from < text.length && tokens <= most; from += SLICE_CHARACTERS) {
        tokens += countTokens(text.slice(from, from + SLICE_CHARACTERS), PLAIN);
        if (performance.now() - began < MAX_STRETCH_MS) continue;
        await nextTurn();
        began = performance.now();
      }
      return tokens;
    },
  };
}
