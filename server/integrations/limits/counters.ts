import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';

export interface CounterOptions {
  /** The Redis that all nodes count in. `isAway` answers without asking Redis, so that nothing waits for one that hangs [S6]. */
  redis?: { client: Redis; isAway(): boolean };
  prefix: string;
}

/** The same counter in this process and, where there is Redis, between all nodes. */
export interface Counters {
  local: RateLimiterMemory;
  shared: RateLimiterRedis | undefined;
}

/** Counts `points` in `seconds` for each key, shared through Redis; while it is away each node counts by itself. */
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
