import { describe, expect, it } from 'vitest';
import { openMemory } from '../../gateway/bus/memory.ts';
import { openRedis } from '../../gateway/bus/redis.ts';
import { onCleanup } from '../support/cleanup.ts';
import { ownRedis } from '../support/services/own.ts';
import { describeWith } from '../support/services/require.ts';
import { createWorld, type Device, dial, join, refused } from './gateway-harness.ts';

const closed = (device: Device) => new Promise((resolve) => device.socket.once('disconnect', resolve));

describe('[C6] a revoked device session', () => {
  it('is read from its row: its sockets get the reason and are closed for good, and others stay', async () => {
    const world = createWorld();
    const node = await world.node();
    const actor = world.user();
    const other = { ...actor, sid: 'another device' };
    const device = await join(world, node, actor, { reconnection: true });
    const kept = await join(world, node, other);
    world.revoked.push({ sid: actor.sid, userId: actor.userId, reason: 'logout' });
    expect(await closed(device)).toBe('io server disconnect');
    expect(device.all('auth.revoked')).toEqual([{ sessionId: actor.sid, reason: 'logout' }]);
    expect(device.all('closing')).toEqual([{ code: 'session_revoked', retryable: false }]);
    expect([kept.socket.connected, device.socket.active]).toEqual([true, false]);
    expect([node.gateway.isRevoked(actor.sid), node.gateway.isRevoked(other.sid)]).toEqual([true, false]);
    expect(await refused(dial(world, node, actor))).toMatchObject({ code: 'session_revoked', retryable: false });
  });

  it('is sent to all nodes immediately', async () => {
    const world = createWorld();
    const { bus } = openMemory();
    const [here, there] = [await world.node({ bus }), await world.node({ bus })];
    const actor = world.user();
    const device = await join(world, there, actor);
    const ended = closed(device);
    here.gateway.revoked({ sid: actor.sid, userId: actor.userId, reason: 'revoked' });
    await ended;
    expect(there.gateway.isRevoked(actor.sid)).toBe(true);
  });

  it('that ends while its streams are being opened gets no ready', async () => {
    const world = createWorld();
    const node = await world.node();
    world.log.delay = 200;
    const actor = world.user();
    const device = dial(world, node, actor);
    await expect.poll(() => node.gateway.stats().streams).toBe(1);
    node.gateway.revoked({ sid: actor.sid, userId: actor.userId, reason: 'revoked' });
    await closed(device);
    expect(device.heard).toEqual([['closing', { code: 'session_revoked', retryable: false }]]);
  });

  it('is found after the database could not be reached, because the next query looks back further', async () => {
    const world = createWorld();
    const asked: number[] = [];
    let isAway = false;
    const recent = async (seconds: number) => {
      asked.push(seconds);
      if (isAway) throw new Error('away');
      return world.revoked;
    };
    const node = await world.node({ deps: { revocations: { recent } } });
    const device = await join(world, node, world.user());
    isAway = true;
    await expect.poll(() => asked.length, { timeout: 5_000 }).toBeGreaterThan(4);
    expect(device.socket.connected).toBe(true);
    expect(asked[0]).toBeGreaterThanOrEqual(900);
    expect(Math.max(...asked.slice(1))).toBeGreaterThan(asked[1] ?? 0);
  });
});

describeWith('own-redis')('[C6] with Redis gone', () => {
  it('closes the sockets of both nodes within a second', async () => {
    const service = await ownRedis();
    const world = createWorld();
    const nodes = [];
    for (let i = 0; i < 2; i++) {
      const coordination = await openRedis({ url: service.url, prefix: '', warn: () => undefined });
      onCleanup(() => coordination.close());
      nodes.push(await world.node({ bus: coordination.bus }));
    }
    const actor = world.user();
    const devices = await Promise.all(nodes.map((node) => join(world, node, actor)));
    await service.kill();
    const started = performance.now();
    const ended = Promise.all(devices.map(closed));
    world.revoked.push({ sid: actor.sid, userId: actor.userId, reason: 'revoked' });
    await ended;
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
