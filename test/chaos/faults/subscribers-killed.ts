import { Redis } from 'ioredis';
import type { Fault } from './fault.ts';

/** `CLIENT KILL TYPE pubsub` ends the subscriptions: messages are lost although Redis looks healthy. */
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
