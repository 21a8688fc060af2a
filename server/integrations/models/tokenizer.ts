import { createRequire } from 'node:module';
import type { Tokenizer } from '../../../domain/ports.ts';

/** o200k_base by `gpt-tokenizer`, loaded at the first use: its table is large and a start should be quick. */
export function createTokenizer(): Tokenizer {
  const require = createRequire(import.meta.url);
  let count: ((text: string) => number) | undefined;
  return {
    count(text) {
      count ??= (require('gpt-tokenizer/encoding/o200k_base') as { countTokens(text: string): number }).countTokens;
      return count(text);
    },
  };
}
