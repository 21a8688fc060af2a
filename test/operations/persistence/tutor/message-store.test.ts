import { beforeAll, expect, it } from 'vitest';
import { newId } from '../../../../domain/ids.ts';
import { describeEachDatabase } from '../../../support/database.ts';
import { entryRow, learner, messageRow, openStores, sessionRow } from '../stores/fixtures.ts';
import type { StoresUnderTest } from '../stores/fixtures.ts';

describeEachDatabase('messages', (kind) => {
  let stores: StoresUnderTest;
  beforeAll(async () => {
    stores = await openStores(kind);
  });

  it('return every field', async () => {
    const { userId, courseId } = await learner(stores);
    const session = sessionRow(userId, courseId);
    const question = messageRow(userId, courseId, {
      sessionId: session.id,
      context: { currentExercise: 'bench press', weight: { value: 135, unit: 'lb' }, nothing: null },
    });
    const answer = messageRow(userId, courseId, {
      role: 'assistant',
      content: 'Well done 💪',
      parentId: question.id,
      state: 'stopped',
      requestId: 'req-1',
      replyId: newId(),
      attempt: 2,
      suggestions: ['Next set'],
      autoLogged: [entryRow(userId)],
      model: 'offline',
      degraded: true,
    });
    await stores.write(async (tx) => {
      await tx.sessions.insert(session);
      await tx.messages.insert(question);
      await tx.messages.insert(answer);
    });
    expect(await stores.read.messages.find(question.id)).toEqual(question);
    expect(await stores.read.messages.find(answer.id)).toEqual(answer);
    expect(await stores.read.messages.find(newId())).toBeUndefined();
  });

  it('report an id that is in use', async () => {
    const { userId, courseId } = await learner(stores);
    const message = messageRow(userId, courseId);
    await stores.write((tx) => tx.messages.insert(message));
    await expect(stores.write((tx) => tx.messages.insert(message))).rejects.toMatchObject({
      code: 'already_exists',
      details: [{ path: 'id' }],
    });
  });

  it('a session that goes leaves its messages', async () => {
    const { userId, courseId } = await learner(stores);
    const session = sessionRow(userId, courseId);
    const message = messageRow(userId, courseId, { sessionId: session.id });
    await stores.write(async (tx) => {
      await tx.sessions.insert(session);
      await tx.messages.insert(message);
    });
    await stores.sql('DELETE FROM sessions WHERE id = $1', [session.id]);
    expect(await stores.read.messages.find(message.id)).toEqual({ ...message, sessionId: undefined });
  });

  it('are returned oldest first, from the newest page back and forth', async () => {
    const { userId, courseId } = await learner(stores);
    const other = await learner(stores);
    const messages = Array.from({ length: 7 }, (_, index) => messageRow(userId, courseId, { content: String(index) }));
    await stores.write(async (tx) => {
      for (const message of messages) await tx.messages.insert(message);
      await tx.messages.insert(messageRow(other.userId, courseId, { content: 'of another learner' }));
      await tx.messages.insert(messageRow(userId, other.courseId, { content: 'of another course' }));
    });
    const id = (index: number) => messages[index]?.id;
    const page = async (cursor: { before?: string; after?: string }, limit = 3) => {
      const { rows, hasMore } = await stores.read.messages.history({ userId, courseId, limit, ...cursor });
      return [rows.map(({ content }) => content).join(''), hasMore];
    };
    expect(await page({})).toEqual(['456', true]);
    expect(await page({ before: id(4) })).toEqual(['123', true]);
    expect(await page({ before: id(1) })).toEqual(['0', false]);
    expect(await page({ before: id(3) })).toEqual(['012', false]);
    expect(await page({ before: id(0) })).toEqual(['', false]);
    expect(await page({ after: id(1) })).toEqual(['234', true]);
    expect(await page({ after: id(3) })).toEqual(['456', false]);
    expect(await page({ after: id(6) })).toEqual(['', false]);
    expect(await page({ after: id(1), before: id(4) })).toEqual(['23', false]);
    expect(await page({}, 7)).toEqual(['0123456', false]);
  });

  it('are returned for one session', async () => {
    const { userId, courseId } = await learner(stores);
    const session = sessionRow(userId, courseId);
    const within = messageRow(userId, courseId, { sessionId: session.id });
    await stores.write(async (tx) => {
      await tx.sessions.insert(session);
      const before = messageRow(userId, courseId);
      await tx.messages.insert(before);
      await tx.messages.insert({ ...within, parentId: before.id });
    });
    expect(await stores.read.messages.history({ userId, courseId, sessionId: session.id, limit: 10 })).toEqual({
      rows: [{ ...within, parentId: expect.any(String), userId: undefined }],
      hasMore: false,
    });
  });
});
