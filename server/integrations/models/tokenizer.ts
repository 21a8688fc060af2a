import { createRequire } from 'node:module';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Tokenizer } from '../../../domain/tutor/ports.ts';

type CountTokens = (text: string, options: { disallowedSpecial: Set<string> }) => number;

/** A merge costs the square of a run without a break. */
const SLICE_CHARACTERS = 500;
/** How long the event loop is held before everything else has its turn. */
const MAX_STRETCH_MS = 5;
/** `<|endoftext|>` that someone writes is text like any other; counting would throw otherwise. */
const PLAIN = { disallowedSpecial: new Set<string>() };

/**
 * o200k_base by `gpt-tokenizer`, loaded at the first use: its table is large and a start should be quick. Long text is
 * counted in slices, which makes it at most a token a slice more than it is.
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
