import { expect, it } from 'vitest';
import { openMemory } from '../../../gateway/bus/memory.ts';
import { openDeltaFanout } from '../../../gateway/replies/delta-fanout.ts';
import { onCleanup } from '../../support/cleanup.ts';

it('[T2] a message of another program on the channel of a node’s deltas is ignored', async () => {
  const { bus, shared, close } = openMemory();
  const heard: unknown[] = [];
  const fanout = await openDeltaFanout({
    nodeId: 'a',
    bus,
    shared,
    toOtherNodes: () => undefined,
    toLocalUser: (userId, event, delta) => heard.push([userId, event, delta]),
    onPassed: () => () => undefined,
  });
  onCleanup(async () => {
    fanout.close();
    await close();
  });
  const delta = { replyId: 'r', attempt: 1, offset: 0, text: 'hello' };
  for (const payload of ['not JSON', 'null', '{}', JSON.stringify({ userId: 'ada', delta })])
    bus.publish('deltas:a', payload);
  await expect.poll(() => heard).toEqual([['ada', 'reply.delta', delta]]);
});
