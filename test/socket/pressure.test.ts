import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Actor } from '../../domain/actor.ts';
import { onCleanup } from '../support/cleanup.ts';
import { createWorld, join, seqs, type TestNode, type World } from './gateway-harness.ts';

const KIB = 1024;

/** Connect a client that can stop reading. `texts` collects the messages that it receives. */
async function reader(world: World, node: TestNode, actor: Actor) {
  const webSocket = new WebSocket(`${node.url}/socket.io/?EIO=4&transport=websocket`);
  onCleanup(() => webSocket.terminate());
  const texts: string[] = [];
  webSocket.on('message', (data) => texts.push(String(data)));
  webSocket.on('error', () => undefined);
  await once(webSocket, 'open');
  webSocket.send(`40${JSON.stringify({ token: world.token(actor), protocol: 1 })}`);
  await expect.poll(() => texts.some((text) => text.startsWith('42["ready"'))).toBe(true);
  const end = [...node.engine.io.of('/').sockets.values()].at(-1);
  if (!end) throw new Error('no socket came');
  return { webSocket, texts, end, buffered: () => node.engine.buffered(end) };
}

async function fillUntil(node: TestNode, stream: string, isOver: () => boolean): Promise<void> {
  const event = { t: 'test.happened', d: { text: 'x'.repeat(16 * KIB) } };
  for (let i = 0; !isOver(); i++) {
    if (i > 2_000) throw new Error('it never filled');
    node.commit(stream, 1, event);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('[B1] a slow reader', () => {
  it('gets no ephemeral events from 256 KiB on but all durable ones, and both again when it has read', async () => {
    const world = createWorld();
    const node = await world.node();
    const actor = world.user();
    const stream = `user:${actor.userId}`;
    const slow = await reader(world, node, actor);
    const other = await join(world, node, actor);
    const typing = { courseId: 'c', userId: actor.userId, deviceId: 'phone', typing: false };
    const signal = () => node.gateway.signals.toUser(actor.userId, 'typing', typing);
    const heardTyping = () => slow.texts.filter((text) => text.startsWith('42["typing"')).length;

    slow.webSocket.pause();
    await fillUntil(node, stream, () => slow.buffered() > 300 * KIB);
    await expect.poll(() => slow.end.rooms.has(`u:${actor.userId}`)).toBe(false);
    for (let i = 0; i < 10; i++) signal();
    await expect.poll(() => other.all('typing').length).toBe(10);

    slow.webSocket.resume();
    const head = (await world.log.heads([stream])).get(stream);
    await expect.poll(() => slow.texts.some((text) => text.includes(`"q":${head},`)), { timeout: 10_000 }).toBe(true);
    await expect.poll(() => slow.end.rooms.has(`u:${actor.userId}`)).toBe(true);
    expect(heardTyping()).toBe(0);
    signal();
    await expect.poll(heardTyping).toBe(1);
  });

  it('is closed at 1 MiB while others are not, and resumes by its cursor without a gap', async () => {
    const world = createWorld();
    const node = await world.node();
    const actor = world.user();
    const stream = `user:${actor.userId}`;
    const slow = await reader(world, node, actor);
    const other = await join(world, node, actor);
    slow.webSocket.pause();
    await fillUntil(node, stream, () => slow.end.disconnected);
    const head = (await world.log.heads([stream])).get(stream) ?? 0;
    await expect.poll(() => seqs(other).at(-1), { timeout: 10_000 }).toBe(head);
    expect(other.socket.connected).toBe(true);

    const again = await join(world, node, actor, { cursors: { [stream]: { epoch: 'epoch-1', seq: 5 } } });
    await expect.poll(() => seqs(again).length, { timeout: 10_000 }).toBe(head - 5);
    expect([seqs(again)[0], seqs(again).at(-1)]).toEqual([6, head]);
  });

  it('gets missed events no faster than it reads, and is never closed because of its backlog', async () => {
    const world = createWorld();
    const node = await world.node();
    const actor = world.user();
    const stream = `user:${actor.userId}`;
    world.log.append(stream, 400, { t: 'test.happened', d: { text: 'x'.repeat(16 * KIB) } });
    const webSocket = new WebSocket(`${node.url}/socket.io/?EIO=4&transport=websocket`);
    onCleanup(() => webSocket.terminate());
    let last = 0;
    webSocket.on('message', (data) => {
      const found = [...String(data).matchAll(/"q":(\d+)/g)].at(-1)?.[1];
      last = Number(found ?? last);
    });
    await once(webSocket, 'open');
    const cursors = { [stream]: { epoch: 'epoch-1', seq: 0 } };
    webSocket.send(`40${JSON.stringify({ token: world.token(actor), protocol: 1, cursors })}`);
    await expect.poll(() => last).toBeGreaterThan(0);
    webSocket.pause();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const [end] = node.engine.io.of('/').sockets.values();
    expect(end && node.engine.buffered(end)).toBeLessThan(300 * KIB);
    webSocket.resume();
    await expect.poll(() => last, { timeout: 10_000 }).toBe(400);
  });
});
