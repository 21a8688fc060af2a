import type { Steps } from '../../rules/autolog.ts';

/** How long steps run before other work on the event loop may run. */
const SLICE_MS = 5;

/** Run all steps of a long computation, and let other work on the event loop run every few milliseconds. */
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
