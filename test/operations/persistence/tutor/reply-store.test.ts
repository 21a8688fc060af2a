import { beforeAll, expect, it } from 'vitest';
import { newId } from '../../../../domain/ids.ts';
import { StaleFence } from '../../../../domain/tutor/stale-fence.ts';
import type { ReplyRow } from '../../../../domain/tutor/stores.ts';
import { describeEachDatabase } from '../../../support/database.ts';
import { later, learner, messageRow, openStores, replyRow } from '../stores/fixtures.ts';
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
    const stale = { id: reply.id, fence: 1 };
    await expect(stores.write((tx) => tx.replies.begin(stale))).rejects.toBeInstanceOf(StaleFence);
    const ending = stores.write((tx) => tx.replies.finish(stale, { state: 'done' }, { content: '' }));
    await expect(ending).rejects.toBeInstanceOf(StaleFence);
    expect(await stores.read.replies.find(reply.id)).toEqual(reply);
  });

  it('ends with its result or its failure, and without an owner', async () => {
    const running = { state: 'running', owner: 'node-1', attempt: 1, fence: 1 } as const;
    const [done, failed] = [replyRow(userId, courseId, running), replyRow(userId, courseId, running)];
    const words = { id: done.id, role: 'assistant', content: '', state: 'streaming', requestId: 'req-2' } as const;
    const message = messageRow(userId, courseId, words);
    const end = { content: 'Well done', suggestions: [], autoLogged: [], degraded: false };
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
      await tx.messages.insert(message);
      await tx.replies.begin(done);
      await tx.replies.finish(done, { state: 'done', result }, { ...end, model: undefined });
      await tx.replies.finish(failed, { state: 'failed', failure: 'upstream_failed' }, { content: '' });
    });
    // `finish` sets only the given fields of the message. The model is undefined here, so it stays as it was.
    expect(await stores.read.messages.find(done.id)).toEqual({ ...message, ...end, attempt: 1, state: 'done' });
    expect(await stores.read.replies.find(done.id)).toEqual({ ...done, owner: undefined, state: 'done', result });
    expect(await stores.read.replies.find(failed.id)).toMatchObject({ state: 'failed', failure: 'upstream_failed' });
  });

  it('[T6] tells at the end of one which waits next in its conversation', async () => {
    const me = await learner(stores);
    const [first, second, third] = [1, 2, 3].map((n) => replyRow(me.userId, me.courseId, { createdAt: later(n) }));
    const elsewhere = replyRow(me.userId, courseId, { createdAt: later(0) });
    await stores.write(async (tx) => {
      for (const reply of [third!, second!, first!, elsewhere]) await tx.replies.insert(reply);
    });
    const finish = (reply: ReplyRow) =>
      stores.write(async (tx) => (await tx.replies.finish(reply, { state: 'stopped' }, { content: '' }))?.id);
    expect([await finish(first!), await finish(second!), await finish(third!)]).toEqual([
      second!.id,
      third!.id,
      undefined,
    ]);
  });
});
