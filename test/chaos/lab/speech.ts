import type { Step } from '../../support/model-server.ts';

const SHORTEST_WORDS = 40;
const WORDS_SPREAD = 60;

/**
 * Return what the model says when it is asked for the n-th time. Every answer is different, so that a mix of two
 * attempts would be noticed. It has astral characters, so that a cut inside a surrogate pair would be noticed.
 */
export function speech(n: number, pauseMs: number): Step[] {
  const words = SHORTEST_WORDS + ((n * 17) % WORDS_SPREAD);
  return Array.from({ length: words }, (_, word): Step[] => [{ say: `a${n}w${word}🏋 ` }, { wait: pauseMs }]).flat();
}
