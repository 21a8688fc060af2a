import { describe, expect, it } from 'vitest';
import type { PresentDevice } from '../../domain/live/contract/presence.ts';
import type { Coordination } from '../../gateway/bus/bus.ts';
import { openMemory } from '../../gateway/bus/memory.ts';
import { openRedis } from '../../gateway/bus/redis.ts';
import type { Entry } from '../../gateway/presence/directory.ts';
import { createDirectory } from '../../gateway/presence/directory.ts';
import { startGossip } from '../../gateway/presence/gossip.ts';
import { onCleanup } from '../support/cleanup.ts';
import { ownRedis } from '../support/services/own.ts';
import { describeWith } from '../support/services/require.ts';
import { createWorld, type Device, join } from './gateway-harness.ts';

const COURSE = '01938a3c-5f00-7000-8000-0000000000c1';

const deviceIds = (devices: PresentDevice[]) => devices.map(({ deviceId }) => deviceId).sort();
const lastChange = (device: Device) =>
  deviceIds((device.all('presence.changed').at(-1) as { devices: PresentDevice[] } | undefined)?.devices ?? []);

describe('[P1] presence on two nodes', () => {
  async function setup() {
    const world = createWorld();
    const { bus } = openMemory();
    return { world, a: await world.node({ bus }), b: await world.node({ bus }) };
  }

  it('shows a user’s devices to each other on all nodes; the tabs of one device count as one', async () => {
    const { world, a, b } = await setup();
    const actor = world.user();
    const phone = await join(world, a, actor, { device: { id: 'phone', name: 'Phone' } });
    await expect.poll(() => lastChange(phone)).toEqual(['phone']);
    const laptop = await join(world, b, actor, { device: { id: 'laptop' } });
    await expect.poll(() => lastChange(phone)).toEqual(['laptop', 'phone']);
    await expect.poll(() => lastChange(laptop)).toEqual(['laptop', 'phone']);

    const changes = phone.all('presence.changed').length;
    const tab = await join(world, b, actor, { device: { id: 'laptop' } });
    tab.socket.disconnect();
    await expect.poll(() => b.gateway.stats().sockets).toBe(1);
    laptop.socket.disconnect();
    await expect.poll(() => lastChange(phone)).toEqual(['phone']);
    expect(phone.all('presence.changed')).toHaveLength(changes + 1);
    expect(await b.gateway.presence.ofUser(actor.userId)).toEqual([
      { deviceId: 'phone', name: 'Phone', since: expect.any(String) },
    ]);
  });

  it('knows the nodes of a user without a query', async () => {
    const { world, a, b } = await setup();
    const actor = world.user();
    expect(a.gateway.presence.nodesOf(actor.userId)).toEqual(new Set());
    await join(world, a, actor);
    const there = await join(world, b, actor);
    await expect.poll(() => a.gateway.presence.nodesOf(actor.userId)).toEqual(new Set([a.id, b.id]));
    there.socket.disconnect();
    await expect.poll(() => a.gateway.presence.nodesOf(actor.userId)).toEqual(new Set([a.id]));
  });

  it('counts everyone in a course and names the users who allow it', async () => {
    const { world, a, b } = await setup();
    const [ada, ben, eve] = [world.user(), world.user(), world.user()];
    for (const { userId } of [ada, ben, eve]) world.enrolments.set(userId, [COURSE]);
    world.hidden.add(eve.userId);
    await join(world, a, ada);
    await join(world, b, ada);
    await join(world, b, ben);
    const hidden = await join(world, a, eve);
    const course = async () => {
      const { count, members } = await a.gateway.presence.ofCourse(COURSE);
      return [count, members.sort()];
    };
    await expect.poll(course).toEqual([3, [ada.userId, ben.userId].sort()]);

    world.hidden.delete(eve.userId);
    a.commit(`user:${eve.userId}`, 1, { t: 'resource.changed', d: { kind: 'preferences' } });
    await expect.poll(course).toEqual([3, [ada.userId, ben.userId, eve.userId].sort()]);
    hidden.socket.disconnect();
    await expect.poll(course).toEqual([2, [ada.userId, ben.userId].sort()]);
  });

  it('does not name a user who hides while a device connects', async () => {
    const world = createWorld();
    const [asked, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const eve = world.user();
    const enrolments = async () => {
      asked.resolve();
      await opened.promise;
      return [COURSE];
    };
    const node = await world.node({ deps: { enrolments } });
    const joined = join(world, node, eve);
    await asked.promise;
    await new Promise((resolve) => setImmediate(resolve));
    world.hidden.add(eve.userId);
    opened.resolve();
    await joined;
    await expect.poll(() => node.gateway.presence.ofCourse(COURSE)).toEqual({ count: 1, members: [] });
  });

  it('includes a course that is joined during the connection', async () => {
    const { world, a, b } = await setup();
    const actor = world.user();
    await join(world, a, actor);
    world.enrolments.set(actor.userId, [COURSE]);
    a.commit(`user:${actor.userId}`, 1, { t: 'course.enrolled', d: { courseId: COURSE } });
    await expect.poll(async () => (await b.gateway.presence.ofCourse(COURSE)).count).toBe(1);
  });

  it('reaches a node that starts later immediately, and a node that ends takes its devices along', async () => {
    const world = createWorld();
    const { bus } = openMemory();
    const a = await world.node({ bus });
    const actor = world.user();
    await join(world, a, actor);
    const late = await world.node({ bus });
    await expect.poll(() => late.gateway.presence.nodesOf(actor.userId)).toEqual(new Set([a.id]));
    a.gateway.close();
    await expect.poll(() => late.gateway.presence.nodesOf(actor.userId)).toEqual(new Set());
  });
});

describe('[P1] gossip between nodes', () => {
  const entry = (socketId: string): Entry => ({
    socketId,
    userId: 'ada',
    deviceId: socketId,
    since: '2026-11-05T10:00:00.000Z',
    courses: [],
    visible: true,
  });

  async function gossiper(nodeId: string, { bus }: Coordination, now = () => performance.now()) {
    const directory = createDirectory(() => undefined);
    const gossip = await startGossip({ nodeId, bus, directory, now });
    onCleanup(() => gossip.close());
    return { gossip, directory };
  }

  it('removes the devices of a killed node within 10 s of its last beat', async () => {
    const coordination = openMemory();
    let isAlive = true;
    const mortal: Coordination = {
      ...coordination,
      bus: { ...coordination.bus, publish: (...message) => isAlive && coordination.bus.publish(...message) },
    };
    const dying = await gossiper('dying', mortal);
    const clock = { ms: 0 };
    const { directory } = await gossiper('other', coordination, () => clock.ms);
    dying.gossip.put(entry('s1'));
    await expect.poll(() => directory.devices('ada').length).toBe(1);
    isAlive = false;
    clock.ms = 5_000;
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect(directory.devices('ada')).toHaveLength(1);
    // The limit is 10 s, and the check runs every 2 s, so this is just below the earliest possible removal.
    clock.ms = 7_999;
    await expect.poll(() => directory.devices('ada'), { timeout: 3_000 }).toEqual([]);
  });

  it('lets a node that missed messages ask for everything', async () => {
    const coordination = openMemory();
    let isLossy = false;
    const lossy: Coordination = {
      ...coordination,
      bus: { ...coordination.bus, publish: (...message) => isLossy || coordination.bus.publish(...message) },
    };
    const sender = await gossiper('sender', lossy);
    const { directory } = await gossiper('receiver', coordination);
    sender.gossip.put(entry('s1'));
    await expect.poll(() => directory.sockets('ada')).toBe(1);
    isLossy = true;
    sender.gossip.put(entry('s2'));
    sender.gossip.remove('s1');
    isLossy = false;
    sender.gossip.put(entry('s3'));
    await expect.poll(() => deviceIds(directory.devices('ada')), { timeout: 5_000 }).toEqual(['s2', 's3']);
  });

  it('ignores messages of another program on the channel', async () => {
    const coordination = openMemory();
    const { directory } = await gossiper('receiver', coordination);
    coordination.bus.publish('presence', 'no json');
    coordination.bus.publish('presence', 'null');
    const sender = await gossiper('sender', coordination);
    sender.gossip.put(entry('s1'));
    await expect.poll(() => directory.sockets('ada')).toBe(1);
  });
});

describeWith('own-redis')('[P1] over a Redis that loses everything', () => {
  it('makes all devices known to all nodes again when it is back', async () => {
    const service = await ownRedis();
    const world = createWorld();
    const open = async () => {
      const coordination = await openRedis({ url: service.url, prefix: '', warn: () => undefined });
      onCleanup(() => coordination.close());
      return world.node({ bus: coordination.bus });
    };
    const [a, b] = [await open(), await open()];
    const actor = world.user();
    await join(world, a, actor, { device: { id: 'phone' } });
    await service.kill();
    await join(world, b, actor, { device: { id: 'laptop' } });
    await service.restart();
    for (const { gateway } of [a, b]) {
      await expect
        .poll(async () => deviceIds(await gateway.presence.ofUser(actor.userId)), { timeout: 10_000 })
        .toEqual(['laptop', 'phone']);
    }
  });
});

describe('[P2] ephemeral events', () => {
  it('reach all devices of the user on all nodes except the sender', async () => {
    const world = createWorld();
    const { bus } = openMemory();
    const [a, b] = [await world.node({ bus }), await world.node({ bus })];
    const actor = world.user();
    const [sender, here] = [await join(world, a, actor), await join(world, a, actor)];
    const there = await join(world, b, actor);
    const stranger = await join(world, b, world.user());
    const typing = { courseId: COURSE, userId: actor.userId, deviceId: 'phone', typing: true };
    a.gateway.signals.toUser(actor.userId, 'typing', typing, sender.socket.id);
    await expect.poll(() => [here.all('typing'), there.all('typing')]).toEqual([[typing], [typing]]);
    a.gateway.toLocalUser(actor.userId, 'typing', { ...typing, typing: false });
    await expect.poll(() => here.all('typing')).toHaveLength(2);
    expect(there.all('typing')).toHaveLength(1);
    expect(stranger.all('typing')).toEqual([]);
  });

  it('end the typing of a node that ends', async () => {
    const world = createWorld();
    const { bus } = openMemory();
    const [a, b] = [await world.node({ bus }), await world.node({ bus })];
    const actor = world.user();
    const there = await join(world, b, actor);
    const typing = { courseId: COURSE, userId: actor.userId, deviceId: 'phone', typing: true };
    a.gateway.signals.toUser(actor.userId, 'typing', typing);
    await expect.poll(() => there.all('typing')).toEqual([typing]);
    a.gateway.close();
    await expect.poll(() => there.all('typing')).toEqual([typing, { ...typing, typing: false }]);
  });

  it('end typing after 6 s if nobody ends it, and further typing prolongs it', async () => {
    const world = createWorld();
    const node = await world.node();
    const actor = world.user();
    const device = await join(world, node, actor);
    const typing = { courseId: COURSE, userId: actor.userId, deviceId: 'phone', typing: true };
    const started = performance.now();
    node.gateway.signals.toUser(actor.userId, 'typing', typing);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    node.gateway.signals.toUser(actor.userId, 'typing', typing);
    await expect.poll(() => device.all('typing').length, { timeout: 10_000 }).toBe(3);
    expect(performance.now() - started).toBeGreaterThan(6_900);
    expect(device.all('typing').at(-1)).toEqual({ ...typing, typing: false });
  });
});
