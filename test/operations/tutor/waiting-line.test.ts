import { expect, it } from 'vitest';
import { openDevice, signUp } from '../../support/api.ts';
import { startModelServer, words } from '../../support/model-server.ts';
import { startNode } from '../../support/node.ts';

const AT_ONCE = 4;
const COURSES = 7;
const TIMEOUT = { timeout: 90_000 };

it(
  '[T9] four replies of one learner run; the others get their position, can be stopped, and run in their turn',
  TIMEOUT,
  async () => {
    let silent = true;
    const model = await startModelServer(() => (silent ? [{ wait: 60_000 }] : words(2)));
    const { url } = await startNode({ OPENAI_BASE_URL: model.url });
    const device = await openDevice(url, (await signUp(url)).accessToken);
    const told: { replyId: string; position: number }[] = [];
    device.socket.on('reply.queued', (data: (typeof told)[number]) => told.push(data));
    const courses: string[] = [];
    for (let n = 0; n < COURSES; n += 1)
      courses.push((await device.call('course.create', { topic: `Strength training ${n}` })).id);

    const replies: string[] = [];
    for (const courseId of courses)
      replies.push((await device.call('chat.send', { courseId, message: 'How do I warm up?' })).replyId);
    const [fifth, sixth, seventh] = replies.slice(AT_ONCE) as [string, string, string];
    await expect.poll(() => model.requests.length, { timeout: 15_000 }).toBe(AT_ONCE);
    await expect
      .poll(() => told.map(({ replyId, position }) => [replyId, position]), { timeout: 15_000 })
      .toEqual([
        [fifth, 1],
        [sixth, 2],
        [seventh, 3],
      ]);
    const resume = (replyId: string) => device.call('chat.resume', { replyId, attempt: 1, offset: 0 });
    expect(await resume(sixth)).toMatchObject({ state: 'queued', position: 2 });

    // When a reply is stopped, the next reply in the queue starts.
    await device.call('chat.stop', { replyId: replies[0]! });
    await device.event('reply.stopped', ({ replyId }: { replyId: string }) => replyId === replies[0]);
    await expect.poll(() => model.requests.length, { timeout: 15_000 }).toBe(AT_ONCE + 1);
    await expect.poll(() => told.at(-1), { timeout: 15_000 }).toMatchObject({ replyId: seventh, position: 2 });

    silent = false;
    for (const replyId of replies.slice(1, AT_ONCE + 1)) await device.call('chat.stop', { replyId });
    for (const replyId of [sixth, seventh])
      await device.event('reply.completed', (data: { replyId: string }) => data.replyId === replyId);
    const started = device.events.flatMap(({ t, d }) =>
      t === 'reply.started' ? [(d as { replyId: string }).replyId] : [],
    );
    // The first four may start in any order, because the node also looks for queued replies at intervals and may take
    // one of them early.
    expect(new Set(started.slice(0, AT_ONCE))).toEqual(new Set(replies.slice(0, AT_ONCE)));
    expect(started.slice(AT_ONCE)).toEqual([fifth, sixth, seventh]);
  },
);
