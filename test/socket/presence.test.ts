import { describe, expect, it } from 'vitest';
import type { PresentDevice } from '../../domain/live/contract/presence.ts';
import type { Coordination } from '../../gateway/bus/bus.ts';
import type { Command, Keyspace } from '../../gateway/bus/keyspace.ts';
import { openMemory } from '../../gateway/bus/memory.ts';
import { openRedis } from '../../gateway/bus/redis.ts';
import type { Entry } from '../../gateway/presence/entry.ts';
import { type NodePresence, openPresence } from '../../gateway/presence/presence.ts';
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
    const { bus, keyspace } = openMemory();
    return { world, bus, a: await world.node({ bus, keyspace }), b: await world.node({ bus, keyspace }) };
  }

  it('lists a user’s devices on all nodes for each of them, and counts several tabs of one device once', async () => {
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

  it('[T2] messages for a user’s devices on other nodes go only to nodes with such devices, in order', async () => {
    const { world, bus, a, b } = await setup();
    const actor = world.user();
    const heard: string[] = [];
    for (const { id } of [a, b]) await bus.subscribe(`deltas:${id}`, (payload) => heard.push(`${id} ${payload}`));
    const send = (payload: string) => a.gateway.presence.toOtherNodes('deltas', actor.userId, payload);
    await join(world, a, actor, { device: { id: 'phone' } });
    const there = await join(world, b, actor, { device: { id: 'laptop' } });
    await expect.poll(async () => (await a.gateway.presence.ofUser(actor.userId)).length).toBe(2);
    for (const payload of ['1', '2', '3']) send(payload);
    await expect.poll(() => heard).toEqual([`${b.id} 1`, `${b.id} 2`, `${b.id} 3`]);
    there.socket.disconnect();
    await expect.poll(() => b.gateway.stats().sockets).toBe(0);
    // The user has no device on node `b` any more. Wait until `b` has announced this to node `a`.
    await new Promise((resolve) => setTimeout(resolve, 200));
    send('4');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(heard).toHaveLength(3);
  });

  it('counts all learners in a course and lists those who let their presence be seen', async () => {
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

  it('a user who turns visibility off while a device connects is not listed', async () => {
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

  it('a user who enrols in a course while connected is counted there', async () => {
    const { world, a, b } = await setup();
    const actor = world.user();
    await join(world, a, actor);
    world.enrolments.set(actor.userId, [COURSE]);
    a.commit(`user:${actor.userId}`, 1, { t: 'course.enrolled', d: { courseId: COURSE } });
    await expect.poll(async () => (await b.gateway.presence.ofCourse(COURSE)).count).toBe(1);
  });

  it('a node that starts later finds all devices at once, and the devices of a node that ends are removed', async () => {
    const world = createWorld();
    const { bus, keyspace } = openMemory();
    const a = await world.node({ bus, keyspace });
    const actor = world.user();
    await join(world, a, actor, { device: { id: 'phone' } });
    const late = await world.node({ bus, keyspace });
    const known = async () => deviceIds(await late.gateway.presence.ofUser(actor.userId));
    await expect.poll(known).toEqual(['phone']);
    expect(late.gateway.stats().nodes).toBe(2);
    a.gateway.close();
    await expect.poll(known).toEqual([]);
    expect(late.gateway.stats().nodes).toBe(1);
  });
});

describe('[P1] the roster that nodes share', () => {
  const entry = (socketId: string, courses: string[] = []): Entry => ({
    socketId,
    userId: 'ada',
    deviceId: socketId,
    since: '2026-11-05T10:00:00.000Z',
    courses,
    visible: true,
  });

  /**
   * Open a node's presence. While `link.isCut` is true, the node can't reach Redis, and to other nodes it looks killed.
   */
  async function presenceOf(nodeId: string, { bus, keyspace }: Coordination, now?: () => number) {
    const link = { isCut: false };
    const presence = await openPresence({
      nodeId,
      bus: { ...bus, publish: (...message) => void (link.isCut || bus.publish(...message)) },
      keyspace: { run: async (commands) => (link.isCut ? undefined : keyspace.run(commands)) },
      now,
      onDevices: () => undefined,
    });
    onCleanup(() => presence.close());
    return { ...presence, link };
  }
  const seen = async (presence: NodePresence) => deviceIds(await presence.ofUser('ada'));
  const written = (keyspace: Keyspace, key: string) => async () => {
    const answers = await keyspace.run([['hgetall', key]]);
    return Object.keys(answers?.[0] ?? {});
  };

  it('a killed node’s devices vanish within 10 s of its last beat, and all its stored data is removed', async () => {
    const coordination = openMemory();
    const dying = await presenceOf('dying', coordination);
    const clock = { ms: 0 };
    const other = await presenceOf('other', coordination, () => clock.ms);
    dying.enter(entry('s1', [COURSE]));
    await expect.poll(() => seen(other)).toEqual(['s1']);
    await expect.poll(async () => (await other.ofCourse(COURSE)).count).toBe(1);
    dying.link.isCut = true;
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    clock.ms = 5_000;
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await seen(other)).toEqual(['s1']);
    expect(other.nodes()).toBe(2);
    // The devices must vanish within 10 s. The killed node's last beat may be one second old, and the other node checks
    // once a second, so less than 8 s remain.
    clock.ms = 7_999;
    await expect.poll(() => seen(other), { timeout: 2_000 }).toEqual([]);
    expect(await other.ofCourse(COURSE)).toEqual({ count: 0, members: [] });
    expect(other.nodes()).toBe(1);
    await expect.poll(written(coordination.keyspace, 'presence:user:ada')).toEqual([]);
    await expect.poll(written(coordination.keyspace, `presence:course:${COURSE}`)).toEqual([]);
    await expect.poll(written(coordination.keyspace, 'presence:nodes')).toEqual(['other']);
  });

  it('a node that other nodes took for dead stores its devices again', async () => {
    const coordination = openMemory();
    const paused = await presenceOf('paused', coordination);
    const clock = { ms: 0 };
    const other = await presenceOf('other', coordination, () => clock.ms);
    paused.enter(entry('s1'));
    await expect.poll(() => seen(other)).toEqual(['s1']);
    paused.link.isCut = true;
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    clock.ms = 10_000;
    await expect.poll(written(coordination.keyspace, 'presence:nodes'), { timeout: 3_000 }).toEqual(['other']);
    paused.link.isCut = false;
    await expect.poll(() => seen(other), { timeout: 3_000 }).toEqual(['s1']);
  });

  it('a node stores its devices again when it beats after a sweep of it that did not end', async () => {
    const { bus, keyspace } = openMemory();
    const run = async (commands: Command[]) =>
      commands.some(([name, key]) => name === 'hdel' && key === 'presence:nodes') ? undefined : keyspace.run(commands);
    const paused = await presenceOf('paused', { bus, keyspace } as Coordination);
    const clock = { ms: 0 };
    const other = await presenceOf('other', { bus, keyspace: { run } } as Coordination, () => clock.ms);
    paused.enter(entry('s1'));
    await expect.poll(() => seen(other)).toEqual(['s1']);
    paused.link.isCut = true;
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    clock.ms = 10_000;
    await expect.poll(written(keyspace, 'presence:user:ada'), { timeout: 3_000 }).toEqual([]);
    paused.link.isCut = false;
    await expect.poll(() => seen(other), { timeout: 3_000 }).toEqual(['s1']);
  });

  it('a node corrects its data in Redis when Redis has lost its beats and holds older devices', async () => {
    const { keyspace, ...coordination } = openMemory();
    const older = [
      ['sadd', 'presence:node:a', 'ada s0', `course ${COURSE}`],
      ['hset', 'presence:user:ada', 's0', JSON.stringify({ nodeId: 'a', deviceId: 's0', since: '' })],
      ['hset', `presence:course:${COURSE}`, 'a', JSON.stringify({ count: 1, shown: ['ada'], hidden: [] })],
    ] satisfies Command[];
    const a = await presenceOf('a', { keyspace, ...coordination });
    const b = await presenceOf('b', { keyspace, ...coordination });
    a.enter(entry('s1'));
    await expect.poll(() => seen(b)).toEqual(['s1']);
    await keyspace.run([['hdel', 'presence:nodes', 'a'], ...older]);
    expect(await seen(b)).toEqual(['s0', 's1']);
    await expect.poll(() => seen(b), { timeout: 3_000 }).toEqual(['s1']);
    await expect.poll(written(keyspace, `presence:course:${COURSE}`)).toEqual([]);
  });

  it('a new socket costs three commands, and sockets that connect together share round trips', async () => {
    const { keyspace, ...coordination } = openMemory();
    const ran: Command[][] = [];
    const run = (commands: Command[]) => {
      if (commands.some(([name]) => name === 'sadd')) ran.push(commands);
      return keyspace.run(commands);
    };
    const a = await presenceOf('a', { keyspace: { run }, ...coordination });
    a.enter(entry('s1'));
    await expect.poll(() => ran).toHaveLength(1);
    expect(ran[0]?.map(([name]) => name)).toEqual(['sadd', 'hset', 'hgetall']);
    for (let n = 0; n < 1_000; n += 1) a.enter({ ...entry(`s${n}`), userId: `user ${n}` });
    await expect.poll(() => ran.flat().filter(([name]) => name === 'hset').length).toBe(1_001);
    expect(ran).toHaveLength(1 + 1_000 / 100);
    expect(ran.flat()).toHaveLength(3 + 2 * 1_000 + 10);
  });

  it('a course with more than 200 learners is only counted, whichever nodes they are connected to', async () => {
    const coordination = openMemory();
    const [a, b] = [await presenceOf('a', coordination), await presenceOf('b', coordination)];
    const enter = (presence: NodePresence, first: number, end: number) => {
      for (let n = first; n < end; n += 1)
        presence.enter({ ...entry(`${first} ${n}`, [COURSE]), userId: `user ${n}`, visible: n % 2 === 0 });
    };
    enter(a, 0, 150);
    // Learners 100 to 149 now have a device on both nodes. They must be counted once.
    enter(b, 100, 200);
    const course = async (presence: NodePresence) => {
      const { count, members } = await presence.ofCourse(COURSE);
      return [count, members.length];
    };
    await expect.poll(() => course(a)).toEqual([200, 100]);
    expect(await course(b)).toEqual([200, 100]);
    enter(b, 200, 201);
    await expect.poll(() => course(a)).toEqual([201, 0]);
  });

  it('fields that another program wrote to Redis are ignored', async () => {
    const coordination = openMemory();
    const a = await presenceOf('a', coordination);
    await coordination.keyspace.run([
      ['hset', 'presence:user:ada', 'x', 'no json'],
      ['hset', 'presence:user:ada', 'y', 'null'],
      ['hset', `presence:course:${COURSE}`, 'z', '7'],
    ]);
    expect(await seen(a)).toEqual([]);
    expect(await a.ofCourse(COURSE)).toEqual({ count: 0, members: [] });
  });
});

describeWith('own-redis')('[P1] over a Redis that loses everything', () => {
  it('all nodes find all devices again when Redis is back', async () => {
    const service = await ownRedis();
    const world = createWorld();
    const open = async () => {
      const coordination = await openRedis({ url: service.url, prefix: '', warn: () => undefined });
      onCleanup(() => coordination.close());
      return world.node({ bus: coordination.bus, keyspace: coordination.keyspace });
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
  it('reach all devices of the user on all nodes, except the device that sent them', async () => {
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

  it('typing ends when the node of the typing device closes', async () => {
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

  it('typing that the device does not end is ended after 6 s, and another `chat.typing` prolongs it', async () => {
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
