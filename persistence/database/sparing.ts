import type { Gate } from './guard.ts';

/** Ask all the same that often: against a clock that was set, and against what nobody has thought of. */
const AT_LEAST_EVERY_MS = 30_000;

/**
 * For a process that has the database to itself: return `ask`, which looks for what others may have written, so that it
 * asks only when this process has written since it last did, and `settleMs` longer for what runs out by itself.
 * Meanwhile it answers `nothing`.
 */
export function sparingly<A extends unknown[], R>(
  gate: Gate,
  ask: (...args: A) => Promise<R>,
  nothing: (...args: A) => R,
  settleMs = 0,
): (...args: A) => Promise<R> {
  let askedAt = Number.NEGATIVE_INFINITY;
  return async (...args) => {
    const now = performance.now();
    if (askedAt > gate.wroteAt() + settleMs && now - askedAt < AT_LEAST_EVERY_MS) return nothing(...args);
    const answer = await ask(...args);
    // The time before the question: what was committed while it was asked may not be in its answer.
    askedAt = now;
    return answer;
  };
}
