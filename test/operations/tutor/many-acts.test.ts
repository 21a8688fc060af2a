import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { filled } from '../../rules/support/hostile-messages.ts';
import { openDevice, rest, signUp } from '../../support/api.ts';
import type { Device } from '../../support/api.ts';
import { describeEachNode } from '../../support/each-node.ts';

const MAX_ACTS = 20;
/**
 * The longest that another user may have to wait while a message with many acts is being logged, even on a busy
 * machine.
 */
const PROMPT_MS = 2_000;

describeEachNode('a message with very many acts', (address) => {
  let device: Device;
  let courseId: string;
  beforeAll(async () => {
    device = await openDevice(address(), (await signUp(address())).accessToken);
    courseId = (await device.call('course.create', { topic: 'Strength training' })).id;
  });

  async function completed(replyId: string) {
    const { d } = await device.event(
      'reply.completed',
      (data: { replyId: string }) => data.replyId === replyId,
      60_000,
    );
    return d as { text: string; autoLogged: { id: string }[]; notLogged?: number };
  }

  it.each(['did bench press 3x8 at 100 kg, ', '1e1e'])(
    'with “%s” repeated many times does not delay the answers to others',
    async (piece) => {
      const { accessToken: token } = await signUp(address());
      const { replyId } = await device.call('chat.send', { courseId, message: filled(piece) });
      let isDone = false;
      const ending = completed(replyId).finally(() => (isDone = true));
      const waits: number[] = [];
      while (!isDone) {
        const asked = performance.now();
        await rest(address(), 'GET', '/users/me', { token });
        waits.push(performance.now() - asked);
        await sleep(5);
      }
      await ending;
      expect(Math.max(...waits)).toBeLessThan(PROMPT_MS);
    },
    90_000,
  );

  it('logs its first 20 acts, and the learner gets the number of the others', async () => {
    const lifts = Array.from({ length: 26 }, (_, n) => `did bench press 3x8 at ${60 + n} kg`);
    const { id: course } = await device.call('course.create', { topic: 'Strength training' });
    const { messageId, replyId } = await device.call('chat.send', { courseId: course, message: lifts.join('. ') });
    const { autoLogged, notLogged, text } = await completed(replyId);
    expect([autoLogged.length, notLogged]).toEqual([MAX_ACTS, 6]);
    expect(text).toContain('Only the first 20 things of this message are logged; 6 more are not.');
    const again = await completed((await device.call('chat.regenerate', { replyId })).replyId);
    expect(again.autoLogged.map(({ id }) => id)).toEqual(autoLogged.map(({ id }) => id));
    expect(again.notLogged).toBe(6);

    // After an edit, the same entries have the new values, and not more entries than the limit are logged.
    const words = lifts.join('. ').replaceAll('3x8', '3x9');
    const edited = await device.call('chat.edit', { messageId, message: words });
    expect((await completed(edited.replyId)).notLogged).toBe(6);
    const { data } = await device.call('progress.list', { courseId: course, limit: 100 });
    const entries = data.filter(({ status }) => status !== 'undone');
    expect(entries.map(({ id }) => id).sort()).toEqual(autoLogged.map(({ id }) => id).sort());
    const reps = entries.flatMap((entry) => ('sets' in entry.data ? entry.data.sets.map((set) => set.reps) : []));
    expect(new Set(reps)).toEqual(new Set([9]));
  }, 90_000);
});
