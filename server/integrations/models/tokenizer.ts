import { createRequire } from 'node:module';
import type { Tokenizer } from '../../../domain/tutor/ports.ts';

type CountTokens = (text: string, options: { disallowedSpecial: Set<string> }) => number;

/** A merge costs the square of a run without a break, and 16,000 letters of one would hold the node for most of a second. */
const SLICE_CHARACTERS = 1_000;
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
    count(text) {
      countTokens ??= (require('gpt-tokenizer/encoding/o200k_base') as { countTokens: CountTokens }).countTokens;
      let tokens = 0;
      for (let from = 0; from < text.length; from += SLICE_CHARACTERS)
        tokens += countTokens(text.slice(from, from + SLICE_CHARACTERS), PLAIN);
      return tokens;
    },
  };
}
