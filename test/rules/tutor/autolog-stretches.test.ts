import fc from 'fast-check';
import { expect, it } from 'vitest';
import { detect, readMessage } from '../../../domain/tutor/rules/autolog.ts';
import type { Steps } from '../../../domain/tutor/rules/autolog.ts';
import { filled, hostile, LONGEST } from '../support/hostile-messages.ts';

/** The longest step in milliseconds of processor time. During a step nothing else can run. */
const MAX_STRETCH_MS = 20;
const METRIC = { weight: 'kg', distance: 'km' } as const;
const CONTEXT = { currentExercise: 'bench_press', weight: '60kg', repsCompleted: 8 } as const;

/** Return the longest step and the total, in milliseconds of processor time. */
function timed(message: string): { longest: number; total: number } {
  let [longest, total] = [0, 0];
  function run<T>(steps: Steps<T>): T {
    for (;;) {
      const before = process.cpuUsage();
      const step = steps.next();
      const { user, system } = process.cpuUsage(before);
      const took = (user + system) / 1_000;
      [longest, total] = [Math.max(longest, took), total + took];
      if (step.done) return step.value;
    }
  }
  run(detect(run(readMessage(message, METRIC)), CONTEXT));
  return { longest, total };
}

/** Take the best of three runs, because the process may also compile code and collect garbage. */
function best(message: string) {
  const runs = [timed(message), timed(message), timed(message)];
  return {
    longest: Math.min(...runs.map(({ longest }) => longest)),
    total: Math.min(...runs.map(({ total }) => total)),
  };
}

it.each(hostile)(
  '[AL1] %j repeated many times is read in short steps, in a time that is linear in its length',
  (piece) => {
    const short = best(filled(piece, LONGEST / 8));
    const long = best(filled(piece));
    expect(long.longest).toBeLessThan(MAX_STRETCH_MS);
    // The message is eight times as long. A quadratic reading would take 64 times as long.
    expect(long.total).toBeLessThan(Math.max(150, short.total * 30));
  },
);

it('[AL1] so is every mixture of them', () => {
  const mixture = fc
    .array(fc.tuple(fc.constantFrom(...hostile), fc.integer({ min: 1, max: 400 })), { minLength: 2, maxLength: 40 })
    .map((parts) => filled(parts.map(([piece, times]) => piece.repeat(times)).join('')));
  fc.assert(
    fc.property(mixture, (message) => {
      expect(best(message).longest).toBeLessThan(MAX_STRETCH_MS);
    }),
    { numRuns: 15 },
  );
});
