import { describe, expect, it } from 'vitest';
import { openMemory } from '../../gateway/bus/memory.ts';
import { createWorld, dial, join, range, seqs } from './gateway-harness.ts';

describe('[C9] a draining node', () => {
  it('tells each socket when to reconnect, and closes all of them in slices within the grace period', async () => {
    const world = createWorld();
    const node = await world.node();
    const devices = await Promise.all(range(1, 30).map(() => join(world, node, world.user())));
    const reasons: string[] = [];
    for (const { socket } of devices) socket.once('disconnect', (reason) => reasons.push(reason));
    const started = performance.now();
    const drained = node.gateway.drain(2_000);
    expect(node.gateway.draining()).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(reasons.length).toBeGreaterThan(0);
    expect(reasons.length).toBeLessThan(30);
    await drained;
    expect(performance.now() - started).toBeLessThan(2_000);
    await expect.poll(() => node.gateway.stats().sockets).toBe(0);
    await expect.poll(() => reasons).toEqual(range(1, 30).map(() => 'transport close'));
    const told = devices.flatMap((device) => device.all('server.draining')) as { reconnectWithinMs: number }[];
    expect(told).toHaveLength(30);
    expect(Math.max(...told.map(({ reconnectWithinMs }) => reconnectWithinMs))).toBeLessThanOrEqual(1_000);
    expect(new Set(told.map(({ reconnectWithinMs }) => reconnectWithinMs)).size).toBeGreaterThan(5);
    for (const device of devices) expect(device.all('closing')).toEqual([{ code: 'draining', retryable: true }]);
  });

  it('refuses new sockets', async () => {
    const world = createWorld();
    const node = await world.node();
    await join(world, node, world.user());
    const drained = node.gateway.drain(1_000);
    const device = dial(world, node, world.user());
    await new Promise((resolve) => device.socket.once('connect_error', resolve));
    await drained;
    expect(device.heard).toEqual([]);
  });

  it('lets running operations and replies end, but waits no longer than the grace period', async () => {
    const world = createWorld();
    let finished = 0;
    const graces: number[] = [];
    const node = await world.node({
      async perform({ input }) {
        await new Promise((resolve) => setTimeout(resolve, (input() as { ms: number }).ms));
        finished++;
        return { data: {} };
      },
      replies: { drain: async (graceMs) => void graces.push(graceMs) },
    });
    const device = await join(world, node, world.user());
    device.socket.emit('chat.send', { ms: 1_500 });
    device.socket.emit('chat.send', { ms: 4_000 });
    await device.call('x', { ms: 0 });
    const started = performance.now();
    await node.gateway.drain(2_000);
    expect(performance.now() - started).toBeLessThan(2_500);
    expect([finished, graces]).toEqual([2, [1_000]]);
  });

  it('loses nothing: devices continue by themselves on another node, from their cursor', async () => {
    const world = createWorld();
    const { bus } = openMemory();
    const [leaving, staying] = [await world.node({ bus }), await world.node({ bus })];
    const actor = world.user();
    const stream = `user:${actor.userId}`;
    const first = await join(world, leaving, actor);
    const timer = setInterval(() => staying.commit(stream), 5);
    const left = new Promise((resolve) => first.socket.once('disconnect', resolve));
    await leaving.gateway.drain(1_000);
    await left;
    clearInterval(timer);
    staying.commit(stream, 3);
    const seq = seqs(first).at(-1) ?? 0;
    const second = await join(world, staying, actor, { cursors: { [stream]: { epoch: 'epoch-1', seq } } });
    const head = (await world.log.heads([stream])).get(stream) ?? 0;
    await expect.poll(() => seqs(second).at(-1)).toBe(head);
    expect([...seqs(first), ...seqs(second)]).toEqual(range(1, head));
  });
});
