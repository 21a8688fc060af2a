import { expect, it } from 'vitest';
import { checkCorpus } from '../../autolog/check.ts';
import { corpusFiles } from '../../autolog/corpus/files.ts';

it('[AL1] every message of the corpus is well marked, and its entries rest on its words', () => {
  const { faults, messages, counts } = checkCorpus(corpusFiles());
  expect(faults).toEqual([]);
  expect(messages).toBeGreaterThanOrEqual(3_000);
  // A third logs nothing, and a third is not English.
  expect((counts.get('without entries') ?? 0) / messages).toBeGreaterThan(0.29);
  expect(1 - (counts.get('en') ?? 0) / messages).toBeGreaterThan(0.33);
});
