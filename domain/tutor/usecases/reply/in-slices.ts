import type { Steps } from '../../rules/autolog.ts';

/** How long the event loop is held before everything else has its turn. */
const SLICE_MS = 5;

/** Run steps to their end, and let whatever else waits have its turn every few milliseconds. */
export async function inSlices<T>(steps: Steps<T>): Promise<T> {
  let began = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - began < SLICE_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    began = performance.now();
  }
}
