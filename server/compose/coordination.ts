import { Redis } from 'ioredis';
import { openMemory } from '../../gateway/bus/memory.ts';
import { openRedis } from '../../gateway/bus/redis.ts';
import { createAttempts } from '../integrations/auth/attempts.ts';
import { createLimiter } from '../integrations/limits/limiter.ts';
import type { Base } from './base.ts';

/** How long to wait for Redis to count. After that the limiter in memory counts instead [S6]. */
const LIMITER_TIMEOUT_MS = 250;

export type Coordination = Awaited<ReturnType<typeof composeCoordination>>;

/** What nodes share beside the database: the bus, and the counters of the rate limits. Without Redis both stay in process. */
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
  // The bus logs that Redis is away; a second line from this connection would say the same.
  counters?.on('error', () => undefined);
  closers.add(() => counters?.disconnect());
  const counting = {
    redis: counters && { client: counters, isAway: () => bus.state() === 'down' },
    prefix: config.redisPrefix,
    enabled: config.rateLimits,
  };
  return { bus, shared, keyspace, limiter: createLimiter(counting), attempts: createAttempts(counting) };
}
