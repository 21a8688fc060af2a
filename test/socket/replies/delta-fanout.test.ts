import { expect, it } from 'vitest';
import { openMemory } from '../../../gateway/bus/memory.ts';
import { openDeltaFanout } from '../../../gateway/replies/delta-fanout.ts';
import { onCleanup } from '../../support/cleanup.ts';

async function openFanout(heard: unknown[] = []) {
  const { bus, shared, close } = openMemory();
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
  return { bus, shared, fanout };
}

it('[T2] a message of another program on the channel of a node’s deltas is ignored', async () => {
  const heard: unknown[] = [];
  const { bus } = await openFanout(heard);
  const delta = { replyId: 'r', attempt: 1, offset: 0, text: 'hello' };
  for (const payload of ['not JSON', 'null', '{}', JSON.stringify({ userId: 'ada', delta })])
    bus.publish('deltas:a', payload);
  await expect.poll(() => heard).toEqual([['ada', 'reply.delta', delta]]);
});

it('[T2] the copy of a text is written in one piece for several deltas, and can be read before', async () => {
  const { shared, fanout } = await openFanout();
  const words = ['Warm ', 'up ', 'first.'];
  let offset = 0;
  for (const text of words) {
    fanout.send('ada', { replyId: 'r', attempt: 1, offset, text });
    offset += text.length;
  }
  expect(await fanout.copy('r', 1)).toBe('Warm up first.');
  expect(await shared.items('reply:r:1')).toEqual([]);
  await expect.poll(() => shared.items('reply:r:1')).toEqual(['0:Warm up first.']);
  fanout.send('ada', { replyId: 'r', attempt: 1, offset, text: ' Then lift.' });
  expect(await fanout.copy('r', 1)).toBe('Warm up first. Then lift.');
});
