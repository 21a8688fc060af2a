import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defaultPreferences } from '../../../domain/contract/preferences.ts';
import type { TutorContext } from '../../../domain/tutor/ports.ts';
import { buildPrompt } from '../../../domain/tutor/usecases/reply/prompt.ts';

const words = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}${n}`).join(' ');
const count = (text: string) => text.split(/\s+/).filter(Boolean).length;
/** The number of tokens that a provider counts for each message in addition to its text. */
const AROUND = 4;

const context = {
  course: {
    title: 'Strength',
    topic: words('topic', 12),
    goals: [],
    currentLevel: 'beginner',
    preferences: { difficulty: 'moderate' },
  },
  currentModule: { title: 'Squats', content: { instructions: words('step', 30), keyPoints: [] } },
  modules: [{ title: words('module', 25), completed: false }],
  message: 'How deep?',
  units: defaultPreferences.units,
  logged: [],
  recent: [],
  memories: ['first', 'second', 'third'].map((key) => ({ memoryType: 'fact', key, value: words(key, 20) })),
  streak: { current: 4, unit: 'day' },
  feedback: [words('changed', 10)],
} as unknown as TutorContext;
const history = Array.from({ length: 8 }, (_, n) => ({
  role: n % 2 === 0 ? ('user' as const) : ('assistant' as const),
  content: words(`said${n}_`, 5 + 3 * n),
}));

const promptOf = (budget: number) =>
  buildPrompt(
    { context, history, preferences: defaultPreferences, earlier: ['did squats 3x5'] },
    { budget, tokenizer: { count: async (text) => count(text) } },
  );
const partsOf = (system: string) =>
  [...system.matchAll(/<data name="[^"]+">\n[\s\S]*?\n<\/data>/g)].map(([part]) => part);

const whole = await promptOf(100_000);
const parts = partsOf(whole[0]!.content);
const least = count((await promptOf(0))[0]!.content) + count(context.message) + 2 * AROUND;

it('[MO3] if everything fits, the parts are in the order of their importance', () => {
  const names = parts.map((part) => /name="([^"]+)"/.exec(part)?.[1]);
  const memories = ['memory: fact', 'memory: fact', 'memory: fact'];
  expect(names).toEqual([
    'already logged',
    'course',
    'what changed',
    'current module',
    ...memories,
    'streak',
    'modules',
  ]);
  expect(whole.slice(1).map(({ content }) => content)).toEqual([
    ...history.map(({ content }) => content),
    context.message,
  ]);
});

it('[MO3] a part that does not fit is left out as a whole, and the conversation has no gaps', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 700 }), async (budget) => {
      const [system, ...said] = await promptOf(budget);
      const kept = partsOf(system!.content);
      expect(kept).toEqual(parts.filter((part) => kept.includes(part)));
      const messages = said.map(({ content }) => content);
      expect(messages.at(-1)).toBe(context.message);
      expect(messages).toEqual(
        whole
          .slice(1)
          .map(({ content }) => content)
          .slice(-messages.length),
      );
      const cost = [system!.content, ...messages].reduce((sum, text) => sum + count(text) + AROUND, 0);
      expect(cost).toBeLessThanOrEqual(Math.max(budget, least));
    }),
  );
});
