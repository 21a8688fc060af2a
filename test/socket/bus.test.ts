import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { newId } from '../../domain/ids.ts';
import type { Coordination } from '../../gateway/bus/bus.ts';
import { createChannels } from '../../gateway/bus/channels.ts';
import { openMemory } from '../../gateway/bus/memory.ts';
import type { RedisLink } from '../../gateway/bus/redis-link.ts';
import { createSubscriptions } from '../../gateway/bus/redis-subscriptions.ts';
import { openRedis } from '../../gateway/bus/redis.ts';
import { onCleanup } from '../support/cleanup.ts';
import { ownRedis } from '../support/services/own.ts';
import { describeWith } from '../support/services/require.ts';
import { shared } from '../support/services/shared.ts';

async function redis(url: string, prefix: string, warnings: string[] = []): Promise<Coordination> {
  const coordination = await openRedis({ url, prefix, warn: (message) => warnings.push(message) });
  onCleanup(() => coordination.close());
  return coordination;
}

/**
 * Tests that every implementation of bus and keyspace must pass.
 * @param open opens two nodes of one cluster
 */
function contract(open: () => Promise<[Coordination, Coordination]>): void {
  it('delivers the messages of a channel to every node in order, including the sender', async () => {
    const [a, b] = await open();
    const heard: string[] = [];
    await a.bus.subscribe('one', (payload) => heard.push(`a ${payload}`));
    await b.bus.subscribe('one', (payload) => heard.push(`b ${payload}`));
    await b.bus.subscribe('two', (payload) => heard.push(`b two ${payload}`));
    for (const payload of ['1', '2 ü', '']) a.bus.publish('one', payload);
    a.bus.publish('two', '4');
    await expect.poll(() => heard.length).toBe(7);
    expect(heard.filter((each) => each.startsWith('a'))).toEqual(['a 1', 'a 2 ü', 'a ']);
    expect(heard.filter((each) => each.startsWith('b'))).toEqual(['b 1', 'b 2 ü', 'b ', 'b two 4']);
  });

  it('delivers what a node published just before it closed', async () => {
    const [a, b] = await open();
    const heard: string[] = [];
    await b.bus.subscribe('goodbye', (payload) => heard.push(payload));
    a.bus.publish('goodbye', 'a');
    await a.close();
    await expect.poll(() => heard).toEqual(['a']);
  });

  it('lets several handlers share a channel, and each ends separately', async () => {
    const [a, b] = await open();
    const heard: string[] = [];
    const handler = (payload: string) => heard.push(payload);
    const end = await a.bus.subscribe('c', handler);
    const endOther = await a.bus.subscribe('c', handler);
    b.bus.publish('c', '1');
    await expect.poll(() => heard).toEqual(['1', '1']);
    end();
    end();
    b.bus.publish('c', '2');
    await expect.poll(() => heard).toEqual(['1', '1', '2']);
    endOther();
    await a.bus.subscribe('c', (payload) => heard.push(`again ${payload}`));
    b.bus.publish('c', '3');
    await expect.poll(() => heard.at(-1)).toBe('again 3');
    expect(heard).toHaveLength(4);
  });

  it('carries thousands of messages of one turn on many channels', async () => {
    const [a, b] = await open();
    const heard: string[] = [];
    const names = Array.from({ length: 50 }, (_, i) => `many-${i}`);
    await Promise.all(names.map((name) => b.bus.subscribe(name, (payload) => heard.push(`${name} ${payload}`))));
    for (let i = 0; i < 100; i++) for (const name of names) a.bus.publish(name, String(i));
    await expect.poll(() => heard.length, { timeout: 5_000 }).toBe(5_000);
    for (const name of names) {
      const own = heard.filter((each) => each.startsWith(`${name} `));
      expect(own).toEqual(Array.from({ length: 100 }, (_, i) => `${name} ${i}`));
    }
  });

  it('keeps shared lists in order until they expire or are removed, and every node can read them', async () => {
    const [a, b] = await open();
    for (const item of ['one', 'zwei ü', '']) a.shared.push('list', item, 60_000);
    a.shared.push('brief', 'gone soon', 150);
    await expect.poll(() => b.shared.items('list')).toEqual(['one', 'zwei ü', '']);
    a.shared.push('list', 'four', 60_000);
    await expect.poll(() => b.shared.items('list')).toEqual(['one', 'zwei ü', '', 'four']);
    await expect.poll(() => b.shared.items('brief')).toEqual([]);
    a.shared.remove('list');
    await expect.poll(() => b.shared.items('list')).toEqual([]);
    expect(await b.shared.items('never written')).toEqual([]);
  });
}

describe('coordination in memory', () => {
  contract(async () => {
    const coordination = openMemory();
    onCleanup(() => coordination.close());
    return [coordination, coordination];
  });
});

describeWith('redis')('coordination over Redis', () => {
  contract(async () => {
    const prefix = `${newId()}:`;
    return [await redis(await shared('redis'), prefix), await redis(await shared('redis'), prefix)];
  });

  it('clusters with different prefixes share one Redis', async () => {
    const a = await redis(await shared('redis'), `${newId()}:`);
    const b = await redis(await shared('redis'), `${newId()}:`);
    const heard: string[] = [];
    await a.bus.subscribe('c', (payload) => heard.push(`a ${payload}`));
    await b.bus.subscribe('c', (payload) => heard.push(`b ${payload}`));
    a.bus.publish('c', 'mine');
    await expect.poll(() => heard).toEqual(['a mine']);
  });
});

describeWith('own-redis')('[S6] Redis that can’t be reached', () => {
  it.each(['paused', 'killed'] as const)('%s: nothing waits, and everything flows again by itself', async (how) => {
    const service = await ownRedis();
    const warnings: string[] = [];
    const a = await redis(service.url, '', warnings);
    const b = await redis(service.url, '');
    const heard: string[] = [];
    const states: string[] = [];
    a.bus.onState((state) => states.push(state));
    await b.bus.subscribe('before', (payload) => heard.push(payload));

    if (how === 'paused') service.pause();
    else await service.kill();
    const started = performance.now();
    a.bus.publish('before', 'lost or late');
    await b.bus.subscribe('meanwhile', (payload) => heard.push(payload));
    expect(await a.shared.items('key')).toEqual([]);
    expect(performance.now() - started).toBeLessThan(1_000);
    await expect.poll(() => a.bus.state(), { timeout: 3_000 }).toBe('down');
    await expect.poll(() => b.bus.state(), { timeout: 3_000 }).toBe('down');
    a.bus.publish('before', 'dropped');
    a.shared.push('key', 'dropped', 1_000);

    if (how === 'paused') service.resume();
    else await service.restart();
    await expect.poll(() => [a.bus.state(), b.bus.state()], { timeout: 10_000 }).toEqual(['up', 'up']);
    a.bus.publish('before', '1');
    a.bus.publish('meanwhile', '2');
    await expect.poll(() => heard).toEqual(expect.arrayContaining(['1', '2']));
    expect(heard).not.toContain('dropped');
    expect(states).toEqual(['down', 'up']);
    expect(warnings).toHaveLength(1);
    expect(await a.shared.items('key')).toEqual([]);
  });

  it('a channel that is needed while the subscriptions are restored is subscribed too', async () => {
    const channels = createChannels();
    const subscribed = new Set<string>();
    const link = {
      run: async () => undefined,
      subscriber: {
        on: () => undefined,
        async subscribe(...names: string[]) {
          for (const name of names) subscribed.add(name);
          if (names.includes('before')) await subscriptions.add('meanwhile', () => undefined);
        },
      },
    } as unknown as RedisLink;
    const subscriptions = createSubscriptions(link, channels);
    await subscriptions.add('before', () => undefined);
    await subscriptions.restore();
    expect([...subscribed]).toEqual(['before', 'meanwhile']);
  });

  it('is not there at the start: the node starts without it, and connects when it comes', async () => {
    const service = await ownRedis();
    await service.kill();
    const warnings: string[] = [];
    const a = await redis(service.url, '', warnings);
    expect([a.bus.state(), warnings.length]).toEqual(['down', 1]);
    const heard: string[] = [];
    await a.bus.subscribe('c', (payload) => heard.push(payload));
    await service.restart();
    await expect.poll(() => a.bus.state(), { timeout: 10_000 }).toBe('up');
    a.bus.publish('c', '1');
    await expect.poll(() => heard).toEqual(['1']);
  });

  it('sends all messages of a turn in one command [E9]', async () => {
    const service = await ownRedis();
    const a = await redis(service.url, '');
    const b = await redis(service.url, '');
    let heard = 0;
    await b.bus.subscribe('x', () => heard++);
    await b.bus.subscribe('y', () => heard++);
    await sleep(50);
    for (let i = 0; i < 100; i++) a.bus.publish(i % 2 ? 'x' : 'y', String(i));
    await expect.poll(() => heard).toBe(100);
    const client = new Redis(service.url);
    onCleanup(() => client.disconnect());
    expect(await client.info('commandstats')).toMatch(/cmdstat_eval:calls=1,/);
  });
});
