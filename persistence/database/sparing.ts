import type { Gate } from './guard.ts';

/**
 * Longest time between two calls of `ask`. It is a safeguard in case the system clock was changed or a write was not
 * recorded at the gate.
 */
const AT_LEAST_EVERY_MS = 30_000;

/**
 * Return a version of `ask` that leaves out needless queries. It is for a process that is the only user of its
 * database, so that only the writes of this process can change the answer. The returned function asks until `settleMs`
 * after the last write, because rows may expire by themselves. Later calls return `nothing`.
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
    // This is the time at which the query began. Its answer may lack a commit that happened while it ran.
    askedAt = now;
    return answer;
  };
}
