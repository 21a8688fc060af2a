import { expect, it } from 'vitest';
import { openDevice, signUp } from '../../support/api.ts';
import { sharedNode } from '../../support/node.ts';

const ACT = 'did bench press 3x8 at 100 kg, ';

it(
  'a message of five hundred acts is answered, tells what it left out, and keeps nobody waiting [AL1]',
  { timeout: 120_000 },
  async () => {
    const { url } = await sharedNode();
    const device = await openDevice(url, (await signUp(url)).accessToken);
    const other = await openDevice(url, (await signUp(url)).accessToken);
    const course = await device.call('course.create', { topic: 'Strength' });
    const message = ACT.repeat(500).slice(0, 16_000);
    const { messageId, replyId } = await device.call('chat.send', { courseId: course.id, message });
    const isIts = (reply: { replyId: string }) => reply.replyId === replyId;
    await device.event('reply.started', isIts);

    const waits: number[] = [];
    while (!device.events.some(({ t }) => t === 'reply.completed')) {
      const asked = performance.now();
      await other.call('user.preferences', {});
      waits.push(performance.now() - asked);
    }
    // One act after the other is logged, and between two of them everybody else has a turn.
    expect(Math.max(...waits)).toBeLessThan(5_000);
    const { d } = await device.event('reply.completed', isIts);
    expect(d).toMatchObject({ autoLogged: { length: 20 }, text: expect.stringContaining('Only the first 20') });

    // An edit of such a message reads it once, and is answered too.
    const edited = await device.call('chat.edit', { messageId, message: message.replaceAll('100', '90') });
    await device.event('reply.completed', (reply: { replyId: string }) => reply.replyId === edited.replyId);
    const { data } = await device.call('progress.list', { courseId: course.id, limit: 100 });
    expect(data.filter(({ status }) => status !== 'undone')).toHaveLength(20);
  },
);
