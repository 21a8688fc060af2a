import { describe, expect, it } from 'vitest';
import { openMemory } from '../../gateway/bus/memory.ts';
import { createWorld, join } from './gateway-harness.ts';
import type { Device } from './gateway-harness.ts';

/** Return the last event that a device receives before its connection is closed, and the reason for closing. */
async function endOf({ socket, heard }: Device): Promise<{ last: unknown; reason: string }> {
  const reason = await new Promise<string>((resolve) => socket.once('disconnect', resolve));
  return { last: heard.at(-1), reason };
}

describe('before the server closes a socket it sends the reason', () => {
  it('[C8] permanently: the client does not reconnect until it is told to', async () => {
    const world = createWorld();
    const node = await world.node();
    const actor = world.user();
    const device = await join(world, node, actor, { reconnection: true });
    const ended = endOf(device);
    node.gateway.revoked({ sid: actor.sid, userId: actor.userId, reason: 'logout' });
    expect(await ended).toEqual({
      last: ['closing', { code: 'session_revoked', retryable: false }],
      reason: 'io server disconnect',
    });
    expect(device.socket.active).toBe(false);
  });

  it('[C8] temporarily: the client reconnects by itself', async () => {
    const world = createWorld();
    const { bus } = openMemory();
    const node = await world.node({ bus });
    const device = await join(world, node, world.user(), { reconnection: true });
    const ended = endOf(device);
    const drained = node.gateway.drain(500);
    expect(await ended).toEqual({
      last: ['closing', { code: 'draining', retryable: true }],
      reason: 'transport close',
    });
    expect(device.socket.active).toBe(true);
    await drained;
  });
});
