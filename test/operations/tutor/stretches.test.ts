import { expect, it } from 'vitest';
import type { Module } from '../../../domain/course/contract/module.ts';
import type { TutorContext } from '../../../domain/tutor/ports.ts';
import { checkProposal } from '../../../domain/tutor/rules/autolog.ts';
import { groundless, hashEmbedding } from '../../../domain/tutor/rules/memory.ts';
import { answer } from '../../../server/integrations/models/offline/answer.ts';
import { createTokenizer } from '../../../server/integrations/models/tokenizer.ts';
import { read } from '../../rules/support/autolog.ts';
import { filled, hostile, LONGEST } from '../../rules/support/hostile-messages.ts';
import { longestHold } from '../../support/longest-hold.ts';

const MAX_HOLD_MS = 20;
const METRIC = { weight: 'kg', distance: 'km' } as const;

/** Return a text in which all words differ, also from those of other runs, because token counts are cached. */
const distinct = (length: number, run = 0) =>
  Array.from({ length: length / 5 }, (_, n) => `${run}w${(n * 7_919).toString(36)}`)
    .join(' ')
    .slice(0, length);

it('[MO3] counting the tokens of the longest texts does not block the event loop', async () => {
  const tokenizer = createTokenizer();
  await tokenizer.count('The table is loaded at the first use.');
  const letters = (run: number) => distinct(3 * LONGEST, run).replaceAll(' ', '');
  expect(await longestHold((run) => tokenizer.count(letters(run)))).toBeLessThan(MAX_HOLD_MS);
});

it('[MO3] counting stops as soon as a text has more tokens than fit', async () => {
  const tokenizer = createTokenizer();
  const most = await tokenizer.count(distinct(LONGEST), 100);
  expect(most).toBeGreaterThan(100);
  expect(most).toBeLessThan(1_000);
});

it('[MO1] the offline tutor answers a question of thousands of words without blocking the event loop', async () => {
  const modules = Array.from({ length: 50 }, (_, n) => {
    const content = { instructions: 'Brace the core. Keep the bar close. '.repeat(40), keyPoints: [`point ${n}`] };
    return { id: `${n}`, title: `The basic lifts ${n}`, content } as unknown as Module;
  });
  const course = { title: 'Strength', topic: 'strength', goals: [] };
  const context = { course, modules, units: METRIC, logged: [], notLogged: 0, recent: [], memories: [], feedback: [] };
  const ask = (message: string) => answer({ ...context, message } as unknown as TutorContext, true);
  expect(await longestHold(() => ask(distinct(LONGEST)))).toBeLessThan(MAX_HOLD_MS);
});

it.each(['ﷺ', 'ab ', '引', ...hostile.slice(0, 3)])(
  '[MO4] %j repeated many times is checked and embedded without blocking the event loop',
  async (piece) => {
    const message = filled(piece);
    const quote = message.slice(0, 1_000);
    const data = { exercise: 'bench press', weight: '60kg', sets: 3, reps: 8 };
    const reading = read(message, METRIC);
    const propose = (words: string) =>
      checkProposal({ activityType: 'exercise', data, quote: words, confidence: 1 }, reading, undefined);
    expect(await longestHold(() => propose(piece))).toBeLessThan(MAX_HOLD_MS);
    expect(await longestHold(() => propose(quote))).toBeLessThan(MAX_HOLD_MS);
    expect(await longestHold(() => groundless(quote, quote, message))).toBeLessThan(MAX_HOLD_MS);
    expect(await longestHold(() => hashEmbedding(message))).toBeLessThan(MAX_HOLD_MS);
  },
);
