import { describe, expect, it } from 'vitest';
import type { Coordination } from '../../gateway/bus/bus.ts';
import { openMemory } from '../../gateway/bus/memory.ts';
import { openRedis } from '../../gateway/bus/redis.ts';
import { onCleanup } from '../support/cleanup.ts';
import { ownRedis } from '../support/services/own.ts';
import { describeWith } from '../support/services/require.ts';

/** Tests that every keyspace must pass. The implementation in memory must behave like Redis. */
function suite(open: () => Promise<Coordination>): void {
  it('[P1] answers the commands of a round trip in their order', async () => {
    const { keyspace } = await open();
    const answers = await keyspace.run([
      ['hgetall', 'h'],
      ['hset', 'h', 'a', '1'],
      ['hset', 'h', 'b', '2'],
      ['hdel', 'h', 'a', 'unknown'],
      ['hincrby', 'h', 'b', 3],
      ['hgetall', 'h'],
    ]);
    expect(answers).toEqual([{}, 1, 1, 1, 5, { b: '5' }]);
    expect(await keyspace.run([])).toEqual([]);
  });

  it('[P1] reads a set in parts, and gives a lock only once', async () => {
    const { keyspace } = await open();
    await keyspace.run([
      ['sadd', 's', 'a', 'b', 'c'],
      ['srem', 's', 'b', 'unknown'],
    ]);
    const answers = await keyspace.run([['sscan', 's', '0', 'COUNT', 1_000]]);
    expect(answers).toEqual([['0', expect.arrayContaining(['a', 'c'])]]);
    const lock = () => keyspace.run([['set', 'lock', 'me', 'PX', 10_000, 'NX']]);
    expect([await lock(), await lock()]).toEqual([['OK'], [null]]);
  });
}

describe('the keyspace in memory', () => {
  suite(async () => openMemory());
});

describeWith('own-redis')('the keyspace in Redis', () => {
  const open = async (url: string) => {
    const coordination = await openRedis({ url, prefix: 'test:', warn: () => undefined });
    onCleanup(() => coordination.close());
    return coordination;
  };
  suite(async () => open((await ownRedis()).url));

  it('[S6] answers undefined while Redis is away, and correctly when Redis is back', async () => {
    const redis = await ownRedis();
    const { keyspace } = await open(redis.url);
    expect(await keyspace.run([['hset', 'h', 'a', '1']])).toEqual([1]);
    redis.pause();
    const started = performance.now();
    expect(await keyspace.run([['hgetall', 'h']])).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(1_000);
    redis.resume();
    await expect.poll(() => keyspace.run([['hgetall', 'h']]), { timeout: 5_000 }).toEqual([{ a: '1' }]);
  });
});
