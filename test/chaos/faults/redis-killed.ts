import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Fault } from './fault.ts';

/** Redis is killed with SIGKILL and started again, with its data if `keeps` is true, otherwise empty. */
export const redisKilled = (keeps: boolean): Fault => ({
  name: keeps ? 'redis killed' : 'redis killed, data lost',
  lastsMs: 4_000,
  prepare({ lab }, random) {
    const downMs = random.whole(100, 4_000);
    return {
      target: 'redis',
      async run() {
        if (!keeps) await flush(lab.redis.url);
        await lab.redis.kill();
        await sleep(downMs);
        await lab.redis.restart();
      },
    };
  },
});

async function flush(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.flushall();
  redis.disconnect();
}
