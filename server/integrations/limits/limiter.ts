import { BurstyRateLimiter, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimiterRedis } from 'rate-limiter-flexible';
import type { LimitName } from '../../../domain/contract/define.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { Limiter, LimitState } from '../../../domain/ports.ts';
import { openCounters } from './counters.ts';
import type { CounterOptions } from './counters.ts';

/**
 * The rate limits, each shared by several operations. Each allows `perMinute` calls in 60 s, and up to `atOnce` calls
 * in a burst. The calls of a burst beyond `perMinute` are available again after 300 s.
 */
const BUCKETS: { [B in LimitName]: { perMinute: number; atOnce: number } } = {
  auth: { perMinute: 10, atOnce: 20 },
  chat: { perMinute: 30, atOnce: 50 },
  llm: { perMinute: 20, atOnce: 30 },
  api: { perMinute: 100, atOnce: 200 },
  search: { perMinute: 50, atOnce: 100 },
  live: { perMinute: 600, atOnce: 1_200 },
};
const MINUTE = 60;
const BURST_SECONDS = 300;

interface Options extends CounterOptions {
  enabled: boolean;
}

type Counter = Pick<RateLimiterRedis, 'consume'>;

/**
 * Create the limiter. Limits are shared by all nodes through Redis. While Redis can't be reached, each node counts in
 * its own memory.
 */
export function createLimiter({ enabled, ...options }: Options): Limiter {
  const own = new Map<string, Counter>();
  const { redis } = options;
  const counters = (name: string, points: number, seconds: number) => openCounters(options, name, points, seconds);

  const whichever = ({ local, shared }: { local: Counter; shared?: Counter }): Counter => ({
    consume: (key) => (shared && !redis?.isAway() ? shared : local).consume(key),
  });

  const bursty = (name: LimitName) => {
    const { perMinute, atOnce } = BUCKETS[name];
    const steady = counters(name, perMinute, MINUTE);
    const burst = counters(`${name}:burst`, atOnce - perMinute, BURST_SECONDS);
    return whichever({
      local: new BurstyRateLimiter(steady.local, burst.local),
      shared: steady.shared && burst.shared && new BurstyRateLimiter(steady.shared, burst.shared),
    });
  };
  const buckets: { [B in LimitName]: Counter } = {
    auth: bursty('auth'),
    chat: bursty('chat'),
    llm: bursty('llm'),
    api: bursty('api'),
    search: bursty('search'),
    live: bursty('live'),
  };

  return {
    async take(bucket, key) {
      const { perMinute } = BUCKETS[bucket];
      if (!enabled) return { limit: perMinute, remaining: perMinute, resetMs: 0 };
      return take(buckets[bucket].consume(key), perMinute);
    },
    async takeOwn(operation, key, points, seconds) {
      if (!enabled) return { limit: points, remaining: points, resetMs: 0 };
      const name = `${operation}:${points}:${seconds}`;
      const limiter = own.get(name) ?? whichever(counters(name, points, seconds));
      own.set(name, limiter);
      return take(limiter.consume(key), points);
    },
  };
}

async function take(consumed: Promise<RateLimiterRes>, limit: number): Promise<LimitState> {
  try {
    const { remainingPoints, msBeforeNext } = await consumed;
    return { limit, remaining: Math.max(0, remainingPoints), resetMs: msBeforeNext };
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    throw new DomainError('rate_limited', undefined, { retryAfterMs: refused.msBeforeNext, limit });
  }
}
