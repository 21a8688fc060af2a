import { expect, it } from 'vitest';
import type { ReplyRow } from '../../../domain/tutor/stores.ts';
import { openMemory } from '../../../gateway/bus/memory.ts';
import { openDeltaFanout } from '../../../gateway/replies/delta-fanout.ts';
import type { Delta } from '../../../gateway/replies/delta-fanout.ts';
import { openReplies } from '../../../gateway/replies/replies.ts';
import { onCleanup } from '../../support/cleanup.ts';

/** Two nodes: the owner of Ada's reply, and another one, on which a device of hers has not connected yet. */
async function openNodes({ owner = 'owner' }: { owner?: string } = {}) {
  const coordination = openMemory();
  const { bus, shared } = coordination;
  const row = { id: 'r', userId: 'ada', state: 'running', attempt: 1, owner } as ReplyRow;
  const passed: Delta[] = [];
  const state = { sent: '', isWriting: true, hasJoined: false };

  async function openNode(nodeId: string) {
    const fanout = await openDeltaFanout({
      nodeId,
      bus,
      shared,
      toOtherNodes(_channel, _userId, payload) {
        if (state.hasJoined) passed.push((JSON.parse(payload) as { delta: Delta }).delta);
        return state.hasJoined;
      },
      toLocalUser: () => undefined,
      onPassed: () => () => undefined,
    });
    const replies = await openReplies({
      nodeId,
      bus,
      fanout,
      runner: {
        running: () => (nodeId === 'owner' && state.isWriting ? { attempt: 1, sent: state.sent } : undefined),
      },
      read: () => ({ replies: { find: async () => row } }),
    } as unknown as Parameters<typeof openReplies>[0]);
    onCleanup(() => {
      replies.close();
      fanout.close();
    });
    return { fanout, replies };
  }

  const [writer, other] = await Promise.all([openNode('owner'), openNode('other')]);
  onCleanup(() => coordination.close());
  return {
    state,
    passed,
    resume: (offset: number) => other.replies.resume('r', 1, offset),
    say(text: string) {
      writer.fanout.send('ada', { replyId: 'r', attempt: 1, offset: state.sent.length, text });
      state.sent += text;
    },
    async copied(text: string) {
      await expect.poll(() => other.fanout.copy('r', 1)).toBe(text);
    },
  };
}

it('[T2, T3] a device that changes nodes gets the text that is not in the copy yet, and the next delta follows it', async () => {
  const { state, passed, resume, say, copied } = await openNodes();
  say('Warm up ');
  await copied('Warm up ');
  say('first. ');
  state.hasJoined = true;
  const resumed = await resume('Warm up '.length);
  say('Then lift.');
  expect(resumed).toEqual({ attempt: 1, offset: 8, text: 'first. ', state: 'streaming' });
  expect(passed.map(({ offset, text }) => [offset, text])).toEqual([[15, 'Then lift.']]);
});

it('[T3] a device that knows more than the copy keeps its text', async () => {
  const { resume, say } = await openNodes();
  say('Warm up ');
  expect(await resume(8)).toEqual({ attempt: 1, offset: 8, text: '', state: 'streaming' });
});

it('[T3] the answer comes from the copy if the owner is dead, or does not write the reply any more', async () => {
  const rest = { attempt: 1, offset: 5, text: 'up ', state: 'streaming' };
  const dead = await openNodes({ owner: 'dead' });
  dead.say('Warm up ');
  // The wait for the owner's answer is long enough for the text to reach the copy.
  expect(await dead.resume(5)).toEqual(rest);
  const ended = await openNodes();
  ended.say('Warm up ');
  await ended.copied('Warm up ');
  ended.state.isWriting = false;
  expect(await ended.resume(5)).toEqual(rest);
});
