import type { Gate } from './guard.ts';

/**
 * Longest time between two questions. It is a safeguard against a clock that was set, and against writes that nobody
 * has thought of.
 */
const AT_LEAST_EVERY_MS = 30_000;

/**
 * Return a version of `ask` for a process that is the only user of its database. There only this process can change the
 * answer of `ask`, so the returned function asks only until `settleMs` after the last write of this process. The time
 * `settleMs` is for rows that expire by themselves. Later calls return `nothing`.
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
    // This is the time before the question, because the answer may lack a commit that happened while the question ran.
    askedAt = now;
    return answer;
  };
}
