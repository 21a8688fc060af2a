import { Redis } from 'ioredis';
import type { Fault } from './fault.ts';

/**
 * `CLIENT KILL TYPE pubsub` breaks the connections that subscribe to Redis. Published messages are lost, although Redis
 * itself works.
 */
export const subscribersKilled: Fault = {
  name: 'subscribers killed',
  lastsMs: 100,
  prepare: ({ lab }) => ({
    target: 'redis',
    async run() {
      const redis = new Redis(lab.redis.url);
      await redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
      redis.disconnect();
    },
  }),
};
