import type { Steps } from '../../rules/autolog.ts';

/** How long steps run before the event loop gets a turn. */
const SLICE_MS = 5;

/** Run steps to their end, and let the event loop turn every few milliseconds. */
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
