import type { Step } from '../../support/model-server.ts';

const SHORTEST_WORDS = 40;
const WORDS_SPREAD = 60;

/**
 * Return the text that the fake model writes when it is called for the n-th time. Every text is different, so that a
 * mix of two attempts is noticed. It contains astral characters, so that a cut inside a surrogate pair is noticed.
 */
export function speech(n: number, pauseMs: number): Step[] {
  const words = SHORTEST_WORDS + ((n * 17) % WORDS_SPREAD);
  return Array.from({ length: words }, (_, word): Step[] => [{ say: `a${n}w${word}🏋 ` }, { wait: pauseMs }]).flat();
}
