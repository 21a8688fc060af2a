import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Bus } from '../../gateway/bus/bus.ts';
import { openMemory } from '../../gateway/bus/memory.ts';
import { createWorld, join, range, seqs } from './gateway-harness.ts';

/** Wrap a bus. `channels` contains the channels that the node is subscribed to. */
function watched(bus: Bus) {
  const channels = new Set<string>();
  const subscribe: Bus['subscribe'] = async (channel, handler) => {
    channels.add(channel);
    const end = await bus.subscribe(channel, handler);
    return () => {
      channels.delete(channel);
      end();
    };
  };
  return { bus: { ...bus, subscribe }, channels };
}

it('[E7] a node listens to the channels of rooms in which it has sockets, and to no channel of a stream’s room', async () => {
  const world = createWorld();
  const { bus, channels } = watched(openMemory().bus);
  const node = await world.node({ bus });
  const actor = world.user();
  world.enrolments.set(actor.userId, ['c1']);
  const rooms = () => [...channels].filter((channel) => channel.startsWith('rooms#/#') && channel !== 'rooms#/#');
  const before = rooms();
  const device = await join(world, node, actor);
  const joined = () => rooms().filter((channel) => !before.includes(channel));
  await expect.poll(joined).toContain(`rooms#/#u:${actor.userId}#`);
  expect(joined().filter((channel) => /#(?:user|course):/.test(channel))).toEqual([]);
  expect([...channels]).toEqual(expect.arrayContaining([`stream:user:${actor.userId}`, 'stream:course:c1']));

  device.socket.disconnect();
  await expect.poll(joined).toEqual([]);
  await expect.poll(() => [...channels].filter((channel) => channel.startsWith('stream:'))).toEqual([]);
});

it('[E6] messages that Redis loses are only ephemeral: durable events come from the log', async () => {
  const world = createWorld();
  const { bus } = openMemory();
  const lossy: Bus = { ...bus, publish: () => undefined };
  const [here, there] = [await world.node({ bus: lossy }), await world.node({ bus: lossy })];
  const actor = world.user();
  const devices = [await join(world, here, actor), await join(world, there, actor)];
  const [near, far] = devices;
  here.gateway.signals.toUser(actor.userId, 'typing', {
    courseId: 'c',
    userId: actor.userId,
    deviceId: 'd',
    typing: true,
  });
  here.commit(`user:${actor.userId}`, 5);
  await expect.poll(() => seqs(far!)).toEqual(range(1, 5));
  await sleep(50);
  expect(devices.map((device) => device.all('typing').length)).toEqual([1, 0]);
  expect(seqs(near!)).toEqual(range(1, 5));
});
