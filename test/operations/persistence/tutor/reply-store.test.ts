import { beforeAll, expect, it } from 'vitest';
import { newId } from '../../../../domain/ids.ts';
import { StaleFence } from '../../../../domain/tutor/stale-fence.ts';
import { describeEachDatabase } from '../../../support/database.ts';
import { later, learner, openStores, replyRow } from '../stores/fixtures.ts';
import type { StoresUnderTest } from '../stores/fixtures.ts';

describeEachDatabase('replies', (kind) => {
  let stores: StoresUnderTest;
  let userId: string;
  let courseId: string;
  beforeAll(async () => {
    stores = await openStores(kind);
    ({ userId, courseId } = await learner(stores));
  });

  it('return every field', async () => {
    const reply = replyRow(userId, courseId, {
      sessionId: newId(),
      context: { currentExercise: 'bench press', repsCompleted: 8 },
      state: 'running',
      attempt: 2,
      owner: 'node-1',
      fence: 3,
      stopRequested: true,
      failure: 'internal',
    });
    await stores.write((tx) => tx.replies.insert(reply));
    expect(await stores.read.replies.find(reply.id)).toEqual(reply);
    expect(await stores.read.replies.find(newId())).toBeUndefined();
  });

  it('[T6] lists the open replies of a learner, oldest first', async () => {
    const me = await learner(stores);
    const second = replyRow(me.userId, me.courseId, { createdAt: later(2) });
    const first = replyRow(me.userId, courseId, { createdAt: later(1), state: 'running' });
    const ended = replyRow(me.userId, me.courseId, { createdAt: later(3), state: 'done' });
    await stores.write(async (tx) => {
      for (const reply of [second, first, ended]) await tx.replies.insert(reply);
    });
    expect((await stores.read.replies.open(me.userId)).map(({ id }) => id)).toEqual([first.id, second.id]);
    expect((await stores.read.replies.open(me.userId, me.courseId)).map(({ id }) => id)).toEqual([second.id]);
  });

  it('[T5] are asked to stop if they are open; an ended reply stays as it is', async () => {
    const [running, ended] = [
      replyRow(userId, courseId, { state: 'running' }),
      replyRow(userId, courseId, { state: 'done' }),
    ];
    await stores.write(async (tx) => {
      await tx.replies.insert(running);
      await tx.replies.insert(ended);
      await tx.replies.requestStop([running.id, ended.id]);
      await tx.replies.requestStop([]);
    });
    expect((await stores.read.replies.find(running.id))?.stopRequested).toBe(true);
    expect((await stores.read.replies.find(ended.id))?.stopRequested).toBe(false);
  });

  it('[T1] have a fence, so that only the present owner can commit', async () => {
    const reply = replyRow(userId, courseId, { state: 'running', fence: 2 });
    await stores.write((tx) => tx.replies.insert(reply));
    expect(await stores.write((tx) => tx.replies.fenced(reply.id, 2))).toEqual(reply);
    await expect(stores.write((tx) => tx.replies.fenced(reply.id, 1))).rejects.toBeInstanceOf(StaleFence);
    await expect(stores.write((tx) => tx.replies.fenced(newId(), 1))).rejects.toBeInstanceOf(StaleFence);
  });

  it('end with their result or their failure, and without an owner', async () => {
    const running = { state: 'running', owner: 'node-1', attempt: 1 } as const;
    const [done, failed] = [replyRow(userId, courseId, running), replyRow(userId, courseId, running)];
    const result = {
      replyId: done.id,
      messageId: done.messageId,
      courseId,
      attempt: 1,
      text: 'Well done',
      suggestions: [],
      autoLogged: [],
      memoryUpdates: [],
      usage: { inputTokens: 1, outputTokens: 2 },
      model: 'offline',
      degraded: false,
    };
    await stores.write(async (tx) => {
      await tx.replies.insert(done);
      await tx.replies.insert(failed);
      await tx.replies.finish(done.id, 'done', result);
      await tx.replies.finish(failed.id, 'failed', undefined, 'upstream_failed');
    });
    expect(await stores.read.replies.find(done.id)).toEqual({ ...done, owner: undefined, state: 'done', result });
    expect(await stores.read.replies.find(failed.id)).toMatchObject({ state: 'failed', failure: 'upstream_failed' });
  });
});
