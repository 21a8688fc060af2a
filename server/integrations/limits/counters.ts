import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';

export interface CounterOptions {
  /**
   * The Redis in which all nodes count. `isAway` answers without asking Redis, so that nothing waits for a Redis that
   * hangs [S6].
   */
  redis?: { client: Redis; isAway(): boolean };
  prefix: string;
}

/** A counter in this process and, if there is Redis, the same counter for all nodes. */
export interface Counters {
  local: RateLimiterMemory;
  shared: RateLimiterRedis | undefined;
}

/**
 * Open counters that allow `points` in `seconds` for each key. They are shared through Redis. While Redis can't be
 * reached, each node counts by itself.
 */
export function openCounters(
  { redis, prefix }: CounterOptions,
  name: string,
  points: number,
  seconds: number,
): Counters {
  const options = { keyPrefix: `${prefix}limit:${name}`, points, duration: seconds };
  const local = new RateLimiterMemory(options);
  return {
    local,
    shared: redis && new RateLimiterRedis({ ...options, storeClient: redis.client, insuranceLimiter: local }),
  };
}
