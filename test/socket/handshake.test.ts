import { once } from 'node:events';
import type { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { MIN_PROTOCOL_VERSION, PROTOCOL_VERSION } from '../../domain/contract/version.ts';
import { DomainError } from '../../domain/errors.ts';
import type { HandshakeReader } from '../../domain/live/ports.ts';
import { openMemory } from '../../gateway/bus/memory.ts';
import { onCleanup } from '../support/cleanup.ts';
import { createWorld, dial, type DeviceOptions, join, refused } from './gateway-harness.ts';

describe('[C1] the handshake', () => {
  it.each([
    ['the newest version', { protocol: PROTOCOL_VERSION }, PROTOCOL_VERSION],
    ['the oldest version that is spoken', { protocol: MIN_PROTOCOL_VERSION }, MIN_PROTOCOL_VERSION],
    [
      'a newer version that speaks this one too',
      { protocol: PROTOCOL_VERSION + 1, minProtocol: PROTOCOL_VERSION },
      PROTOCOL_VERSION,
    ],
  ])('accepts %s, and answers the version that both use', async (_which, auth, protocol) => {
    const world = createWorld();
    const node = await world.node();
    const { socket } = dial(world, node, world.user(), { auth });
    const [ready] = await once(socket as unknown as EventEmitter, 'ready');
    expect(ready).toMatchObject({ protocol });
  });

  it.each<[what: string, options: DeviceOptions, code: string, retryable: boolean]>([
    ['no token', { auth: { token: undefined } }, 'unauthenticated', false],
    ['a token of nobody', { auth: { token: 'nonsense' } }, 'unauthenticated', false],
    ['a token that has expired', { expiresInMs: -1 }, 'token_expired', true],
    ['a protocol that is too old', { auth: { protocol: MIN_PROTOCOL_VERSION - 1 } }, 'protocol_mismatch', false],
    [
      'a protocol that is too new',
      { auth: { protocol: PROTOCOL_VERSION + 2, minProtocol: PROTOCOL_VERSION + 1 } },
      'protocol_mismatch',
      false,
    ],
    ['no protocol', { auth: { protocol: undefined } }, 'validation_failed', false],
    ['an ill-shaped cursor', { auth: { cursors: { 'user:x': 1 } } }, 'validation_failed', false],
    ['an ill-shaped device', { auth: { device: { id: '' } } }, 'validation_failed', false],
  ])('refuses %s', async (_what, options, code, retryable) => {
    const world = createWorld();
    const node = await world.node();
    const data = await refused(dial(world, node, world.user(), options));
    expect(data).toMatchObject({ code, retryable });
    expect(node.gateway.stats()).toMatchObject({ sockets: 0, streams: 0 });
  });

  it('refuses a deleted account even with a valid token', async () => {
    const world = createWorld();
    const node = await world.node();
    const actor = world.user();
    world.actors.delete(actor.userId);
    expect(await refused(dial(world, node, actor))).toMatchObject({ code: 'unauthenticated' });
  });

  it('answers `unavailable` while the database can’t be reached, and keeps no state of the socket', async () => {
    const world = createWorld();
    const node = await world.node();
    const actor = world.user();
    world.log.fail(true);
    expect(await refused(dial(world, node, actor))).toMatchObject({ code: 'unavailable', retryable: true });
    world.log.fail(false);
    expect(node.gateway.stats().streams).toBe(0);
    await join(world, node, actor);
    expect(node.errors.some((line) => line.includes('the database is away'))).toBe(true);
  });

  it('[B3] limits handshakes by the client’s address, as the proxy forwards it', async () => {
    const world = createWorld();
    const taken: unknown[] = [];
    const takeOwn = async (...args: [string, string, number, number]) => {
      taken.push(args);
      throw new DomainError('rate_limited', undefined, { retryAfterMs: 1_234 });
    };
    const node = await world.node({ deps: { limiter: { takeOwn } }, limits: { handshakesPerMinutePerIp: 7 } });
    const device = dial(world, node, world.user(), { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect(await refused(device)).toEqual({ code: 'rate_limited', retryable: true, retryAfterMs: 1_234 });
    expect(taken).toEqual([['handshake', 'ip:203.0.113.9', 7, 60]]);
  });

  it('[B3] limits the sockets of a user, even if many connect at once, and accepts another when one closes', async () => {
    const world = createWorld();
    const node = await world.node({ limits: { maxSocketsPerUser: 3 } });
    const actor = world.user();
    const devices = Array.from({ length: 8 }, () => dial(world, node, actor));
    const outcomes = await Promise.all(
      devices.map(
        (device) =>
          new Promise((resolve) => {
            device.socket.once('ready', () => resolve('ready'));
            device.socket.once('connect_error', (error) => resolve((error as unknown as { data: object }).data));
          }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'ready')).toHaveLength(3);
    expect(outcomes).toContainEqual({ code: 'rate_limited', retryable: true, retryAfterMs: 10_000 });
    await join(world, node, world.user());
    devices.find(({ socket }) => socket.connected)?.socket.disconnect();
    await expect.poll(() => node.gateway.stats().sockets).toBe(3);
    await join(world, node, actor);
  });

  it('reports running replies, which are read together with the head after the subscription to the stream [C2, C3]', async () => {
    const world = createWorld();
    const actor = world.user();
    const reply = { replyId: 'r', messageId: 'm', courseId: 'c', attempt: 1 };
    const { bus } = openMemory();
    const order: string[] = [];
    const subscribe: typeof bus.subscribe = async (channel, handler) => {
      const unsubscribe = await bus.subscribe(channel, handler);
      if (channel.startsWith('stream:')) order.push(channel);
      return unsubscribe;
    };
    const read: HandshakeReader['read'] = async (asked) => {
      order.push(`read ${asked.length}`);
      return [{ actor, isRevoked: false, isVisible: true, courses: [], replies: [reply], head: 7 }];
    };
    const node = await world.node({ bus: { ...bus, subscribe }, deps: { handshakes: { read } } });
    const device = await join(world, node, actor);
    const stream = `user:${actor.userId}`;
    expect(device.heard[0]).toMatchObject(['ready', { replies: [reply], streams: { [stream]: { head: 7 } } }]);
    expect(order).toEqual([`stream:${stream}`, 'read 1']);
  });

  it('shares a statement with handshakes that arrive together, which begins after all of them [C1]', async () => {
    const world = createWorld();
    const batches: string[][] = [];
    const read: HandshakeReader['read'] = async (asked) => {
      batches.push(asked.map(({ userId }) => userId));
      await new Promise((resolve) => setTimeout(resolve, 100));
      return asked.map(({ userId, sid }) => {
        const actor = world.actors.get(userId);
        return (
          actor && { actor: { ...actor, sid }, isRevoked: false, isVisible: true, courses: [], replies: [], head: 0 }
        );
      });
    };
    const node = await world.node({ deps: { handshakes: { read } } });
    const actors = Array.from({ length: 20 }, () => world.user());
    await Promise.all(actors.map((actor) => join(world, node, actor)));
    expect(batches.flat().sort()).toEqual(actors.map(({ userId }) => userId).sort());
    expect(batches.length).toBeLessThan(10);
    world.actors.delete(actors[0]!.userId);
    expect(await refused(dial(world, node, actors[0]!))).toMatchObject({ code: 'unauthenticated' });
  });

  it('leaves no state behind when a client vanishes during the handshake', async () => {
    const world = createWorld();
    const node = await world.node({ limits: { maxSocketsPerUser: 1 } });
    world.log.delay = 100;
    const actor = world.user();
    const auth = JSON.stringify({ token: world.token(actor), protocol: 1 });
    const socket = new WebSocket(`${node.url}/socket.io/?EIO=4&transport=websocket`);
    onCleanup(() => socket.terminate());
    await once(socket, 'open');
    socket.send(`40${auth}`);
    await expect.poll(() => node.gateway.stats().streams).toBe(1);
    socket.terminate();
    await expect.poll(() => node.gateway.stats().streams).toBe(0);
    await join(world, node, actor);
  });
});

it('[E5] the connection of a client that leaves the namespace is closed, so its native topics end', async () => {
  const world = createWorld();
  const node = await world.node();
  const socket = new WebSocket(`${node.url}/socket.io/?EIO=4&transport=websocket`);
  onCleanup(() => socket.terminate());
  await once(socket, 'open');
  socket.send(`40${JSON.stringify({ token: world.token(world.user()), protocol: 1 })}`);
  await expect.poll(() => node.gateway.stats().sockets).toBe(1);
  socket.send('41');
  await once(socket, 'close');
  expect(node.gateway.stats()).toMatchObject({ sockets: 0, streams: 0 });
});

describe('[C6] the expiry of a token', () => {
  it('is announced, and then the socket is closed for good', async () => {
    const world = createWorld();
    const node = await world.node();
    const device = await join(world, node, world.user(), { expiresInMs: 700, reconnection: true });
    const reason = await new Promise((resolve) => device.socket.once('disconnect', resolve));
    expect(reason).toBe('io server disconnect');
    expect(device.heard.map(([name]) => name)).toEqual(['ready', 'presence.changed', 'auth.expiring', 'closing']);
    const [expiring] = device.all('auth.expiring') as { inMs: number }[];
    expect(expiring?.inMs).toBeLessThanOrEqual(700);
    expect(device.all('closing')).toEqual([{ code: 'token_expired', retryable: true }]);
    expect(device.socket.active).toBe(false);
  });

  it('closes the socket during the handshake and leaves no state behind', async () => {
    const world = createWorld();
    const node = await world.node();
    world.log.delay = 200;
    const actor = world.user();
    const device = dial(world, node, actor, { expiresInMs: 100 });
    await new Promise((resolve) => device.socket.once('disconnect', resolve));
    expect(device.all('closing')).toEqual([{ code: 'token_expired', retryable: true }]);
    expect(await node.gateway.presence.ofUser(actor.userId)).toEqual([]);
  });

  it('is later after the connection has renewed the token, and roles and tier are read again', async () => {
    const world = createWorld();
    const actor = world.user();
    const tiers: unknown[] = [];
    const node = await world.node({
      async perform({ connection, actor: caller }) {
        tiers.push(caller?.tier);
        connection?.renew(new Date(Date.now() + 60_000));
        return { data: {} };
      },
    });
    const device = await join(world, node, actor, { expiresInMs: 600 });
    world.actors.set(actor.userId, { ...actor, tier: 'premium' });
    await device.call('auth.renew', {});
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(device.socket.connected).toBe(true);
    await device.call('auth.renew', {});
    expect(tiers).toEqual(['free', 'premium']);
  });
});
