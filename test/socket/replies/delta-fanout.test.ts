import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createReplyText } from '../../../client-sdk/src/live/reply-text.ts';
import type { Coordination } from '../../../gateway/bus/bus.ts';
import { openMemory } from '../../../gateway/bus/memory.ts';
import { openDeltaFanout } from '../../../gateway/replies/delta-fanout.ts';
import type { Delta } from '../../../gateway/replies/delta-fanout.ts';
import { onCleanup } from '../../support/cleanup.ts';

interface Setting {
  heard?: unknown[];
  coordination?: Coordination;
  toOtherNodes?: Parameters<typeof openDeltaFanout>[0]['toOtherNodes'];
}

async function openFanout({ heard = [], coordination = openMemory(), toOtherNodes = () => false }: Setting = {}) {
  const { bus, shared, close } = coordination;
  const fanout = await openDeltaFanout({
    nodeId: 'a',
    bus,
    shared,
    toOtherNodes,
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
  const { bus } = await openFanout({ heard });
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

it('[T3] a device that joins on another node in mid-reply closes the hole in its text, and has no other', async () => {
  const device = createReplyText();
  const passed: Delta[] = [];
  let hasJoined = false;
  const coordination = openMemory();
  const { fanout } = await openFanout({
    coordination,
    toOtherNodes(_channel, _userId, payload) {
      if (hasJoined) passed.push((JSON.parse(payload) as { delta: Delta }).delta);
      return hasJoined;
    },
  });
  const { fanout: other } = await openFanout({ coordination });
  let [text, resumed] = ['', 0];
  for (let n = 0; n < 60; n += 1) {
    hasJoined ||= n === 20;
    const delta = { replyId: 'r', attempt: 1, offset: text.length, text: `word ${n} ` };
    text += delta.text;
    fanout.send('ada', delta);
    for (const one of passed.splice(0)) {
      if (device.add(one) !== 'missing') continue;
      resumed += 1;
      device.add({ attempt: 1, offset: 0, text: (await other.copy('r', 1)) ?? '' });
    }
    await sleep(5);
  }
  expect([device.text() === text, resumed]).toEqual([true, 1]);
});
