import { RateLimiterRes } from 'rate-limiter-flexible';
import type { Attempts } from '../../../domain/account/ports.ts';
import { DomainError } from '../../../domain/errors.ts';
import { openCounters } from '../limits/counters.ts';
import type { CounterOptions, Counters } from '../limits/counters.ts';

const DAY_SECONDS = 86_400;
/** The first failures cause no wait. The next failure causes this wait, and each further failure doubles it. */
const FIRST_WAIT_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 900;

/**
 * Limit how fast somebody can guess a secret, such as a password. Failures are counted for one day from the first one.
 * The first failures cause no wait. After them, each failure begins a wait twice as long as the last one, and the next
 * attempt is refused until that wait is over.
 */
export function createAttempts({ enabled, ...options }: CounterOptions & { enabled: boolean }): Attempts {
  const failures = openCounters(options, 'failures', 1, DAY_SECONDS);
  const waits = openCounters(options, 'waits', 1, LONGEST_WAIT_SECONDS);
  const whichever = ({ local, shared }: Counters) => (shared && !options.redis?.isAway() ? shared : local);

  /**
   * Count the attempt as a failure before the secret is checked. Otherwise many simultaneous attempts would all be
   * checked before the first one is counted.
   */
  async function begin({ key, free }: { key: string; free: number }): Promise<void> {
    const { consumedPoints } = await whichever(failures).penalty(key);
    if (consumedPoints <= free) return;
    const wait = Math.min(FIRST_WAIT_SECONDS * 2 ** (consumedPoints - free - 1), LONGEST_WAIT_SECONDS);
    try {
      await whichever(waits).consume(key, 1, { customDuration: wait });
    } catch (refused) {
      await whichever(failures).reward(key);
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new DomainError('rate_limited', 'Too many wrong passwords', { retryAfterMs: refused.msBeforeNext });
    }
  }

  return {
    async begin(counted) {
      if (!enabled) return { succeeded: async () => undefined };
      for (const one of counted) await begin(one);
      return {
        async succeeded() {
          // The secret was right. All failures under the first key, which is the caller's own, are forgotten. Under the
          // other keys only this attempt is taken back, and failures of other callers stay counted.
          const [own, ...others] = counted;
          if (own) await Promise.all([whichever(failures).delete(own.key), whichever(waits).delete(own.key)]);
          for (const { key } of others) await whichever(failures).reward(key);
        },
      };
    },
  };
}
