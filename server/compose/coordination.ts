import { Redis } from 'ioredis';
import { openMemory } from '../../gateway/bus/memory.ts';
import { openRedis } from '../../gateway/bus/redis.ts';
import { createAttempts } from '../integrations/auth/attempts.ts';
import { createLimiter } from '../integrations/limits/limiter.ts';
import type { Base } from './base.ts';

/** How long the rate limiter waits for Redis to count a call. After that it counts the call in memory [S6]. */
const LIMITER_TIMEOUT_MS = 250;

export type Coordination = Awaited<ReturnType<typeof composeCoordination>>;

/**
 * Open what nodes share besides the database: the bus and the rate limits' counters. Without Redis both are in memory.
 */
export async function composeCoordination({ config, log, closers }: Base) {
  const { bus, shared, keyspace } = closers.opened(
    config.redisUrl
      ? await openRedis({ url: config.redisUrl, prefix: config.redisPrefix, warn: (message) => log.warn(message) })
      : openMemory(),
  );
  const counters = config.redisUrl
    ? new Redis(config.redisUrl, {
        enableOfflineQueue: false,
        commandTimeout: LIMITER_TIMEOUT_MS,
        maxRetriesPerRequest: 0,
      })
    : undefined;
  // Errors of this connection are ignored, because the bus logs each outage of Redis already.
  counters?.on('error', () => undefined);
  closers.add(() => counters?.disconnect());
  const counting = {
    redis: counters && { client: counters, isAway: () => bus.state() === 'down' },
    prefix: config.redisPrefix,
    enabled: config.rateLimits,
  };
  return { bus, shared, keyspace, limiter: createLimiter(counting), attempts: createAttempts(counting) };
}
