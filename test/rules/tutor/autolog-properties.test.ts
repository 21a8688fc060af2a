import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ActivityDataInput } from '../../../domain/training/contract/progress.ts';
import { acts } from '../support/autolog-table.ts';
import { checkProposal, detect, read } from '../support/autolog.ts';

const METRIC = { weight: 'kg', distance: 'km' } as const;
const CONTEXT = { currentExercise: 'bench_press', weight: '60kg', repsCompleted: 8 };

/** Messages as people write them, cut and mixed with any Unicode characters. */
const fragment = fc.oneof(
  fc.constantFrom(...acts.map(([message]) => message)),
  fc.constantFrom(
    'did',
    '3x8',
    '×',
    'at 60kg',
    'bench',
    'ran',
    '5k',
    '27:30',
    ',',
    '.',
    '?',
    '\n',
    'and',
    'not',
    'İ',
    '½',
    'one',
    'hundred',
    'half an hour',
    '8,7,6',
    '…',
    '“',
    '💪',
    'my back hurt',
    'yesterday',
    'did',
    'windmills',
    'ran',
    'studied',
    'the',
    'quiz',
    '8/10',
    '99999999',
    '20 minutes',
    'km',
    'w'.repeat(150),
    'v'.repeat(1_100),
    'my knee hurts',
    'at -2000 kg',
    'bw+5000',
    '-',
    '@ +20kg',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  // These include halves of surrogate pairs.
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 }).map((units) => String.fromCharCode(...units)),
);
const message = fc
  .array(fragment, { maxLength: 12 })
  .chain((parts) => fc.constantFrom('', ' ', ', ').map((between) => parts.join(between)));

describe('[AL1] every message', () => {
  it('gives quotes that are the text at their offset, and never throws', () => {
    fc.assert(
      fc.property(message, fc.option(fc.constant(CONTEXT), { nil: undefined }), (text, context) => {
        const found = detect(text, context, METRIC);
        for (const { quote, quoteStart } of found)
          expect(text.slice(quoteStart, quoteStart + quote.length)).toBe(quote);
        expect(
          found.every(({ data, quote }) => ActivityDataInput.safeParse(data).success && quote.length <= 1_000),
        ).toBe(true);
        expect(
          found.every(({ quote, confidence }) => quote.trim() !== '' && confidence >= 0.5 && confidence <= 0.99),
        ).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives the same acts twice, and each act once', () => {
    fc.assert(
      fc.property(message, (text) => {
        const found = detect(text, CONTEXT, METRIC);
        expect(detect(text, CONTEXT, METRIC)).toEqual(found);
        const places = found.map(({ quoteStart, activityType, data }) =>
          JSON.stringify([quoteStart, activityType, 'exercise' in data && data.exercise]),
        );
        expect(new Set(places).size).toBe(places.length);
      }),
      { numRuns: 500 },
    );
  });

  it('[AL2] gives acts that pass the check of a model’s proposals', () => {
    fc.assert(
      fc.property(fc.constantFrom(...acts.map(([text]) => text)), (text) => {
        for (const detection of detect(text, undefined, METRIC)) {
          const checked = checkProposal(detection, text, undefined, METRIC);
          expect(checked).toMatchObject({ quote: detection.quote, quoteStart: detection.quoteStart });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('loses no word between its clauses', () => {
    fc.assert(
      fc.property(message, (text) => {
        const tokens = read(text, METRIC).clauses.flatMap((clause) => clause.tokens);
        expect(
          tokens.every((token, index) => token.start >= (tokens[index - 1]?.end ?? 0) && token.end <= text.length),
        ).toBe(true);
      }),
    );
  });
});
