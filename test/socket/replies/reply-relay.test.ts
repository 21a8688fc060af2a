import { expect, it } from 'vitest';
import { openMemory } from '../../../gateway/bus/memory.ts';
import { openRelay } from '../../../gateway/replies/relay.ts';
import { onCleanup } from '../../support/cleanup.ts';

it('[T2] what another program says on the channel of a node’s deltas is passed over', async () => {
  const { bus, shared, close } = openMemory();
  const heard: unknown[] = [];
  const relay = await openRelay({
    nodeId: 'a',
    bus,
    shared,
    nodesOf: () => new Set(),
    toLocalUser: (userId, event, delta) => heard.push([userId, event, delta]),
    onPassed: () => () => undefined,
  });
  onCleanup(async () => {
    relay.close();
    await close();
  });
  const delta = { replyId: 'r', attempt: 1, offset: 0, text: 'hello' };
  for (const payload of ['not JSON', 'null', '{}', JSON.stringify({ userId: 'ada', delta })])
    bus.publish('deltas:a', payload);
  await expect.poll(() => heard).toEqual([['ada', 'reply.delta', delta]]);
});
