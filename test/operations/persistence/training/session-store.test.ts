import { beforeAll, expect, it } from 'vitest';
import { newId } from '../../../../domain/ids.ts';
import type { SessionRow } from '../../../../domain/training/rules/session.ts';
import { describeEachDatabase } from '../../../support/database.ts';
import { at, later, learner, openStores, sessionRow } from '../stores/fixtures.ts';
import type { StoresUnderTest } from '../stores/fixtures.ts';

describeEachDatabase('sessions', (kind) => {
  let stores: StoresUnderTest;
  beforeAll(async () => {
    stores = await openStores(kind);
  });

  const insert = (session: SessionRow) => stores.write((tx) => tx.sessions.insert(session));

  it('return every field, even after a month of pauses', async () => {
    const { userId, courseId } = await learner(stores);
    const session = sessionRow(userId, courseId, {
      status: 'completed',
      plannedDuration: 60,
      actualDuration: 47.25,
      current: { exercise: 'bench press', set: 2, weight: { value: 135, unit: 'lb' }, reps: 8 },
      notes: 'felt strong',
      rest: { startedAt: at, endsAt: later(2) },
      pausedAt: later(3),
      pausedMs: 2_678_400_000,
      completedAt: later(60),
      moves: [{ kind: 'complete', at: later(60) }],
      summary: { volume: 489.88, sets: 3, reps: 24, entries: 1, minutes: 47.25, records: [], text: '3 sets' },
    });
    await insert(session);
    expect(await stores.read.sessions.find(session.id)).toEqual(session);
    expect(await stores.read.sessions.find(newId())).toBeUndefined();
  });

  it('are saved as a whole: fields that are gone are cleared', async () => {
    const { userId, courseId } = await learner(stores);
    const session = sessionRow(userId, courseId, { rest: { startedAt: at, endsAt: later(2) }, notes: 'x' });
    await insert(session);
    const rested = { ...session, rest: undefined, notes: undefined, pausedMs: 5 };
    await stores.write((tx) => tx.sessions.save(rested));
    expect(await stores.read.sessions.find(session.id)).toEqual(rested);
  });

  it('[SE2] finds the running session, paused or not', async () => {
    const { userId, courseId } = await learner(stores);
    const session = sessionRow(userId, courseId);
    await insert(sessionRow(userId, courseId, { status: 'completed' }));
    expect(await stores.read.sessions.active(userId)).toBeUndefined();
    await insert(session);
    expect(await stores.read.sessions.active(userId)).toEqual(session);
    await stores.write((tx) => tx.sessions.save({ ...session, status: 'paused' }));
    expect((await stores.read.sessions.active(userId))?.status).toBe('paused');
    await stores.write((tx) => tx.sessions.save({ ...session, status: 'abandoned' }));
    expect(await stores.read.sessions.active(userId)).toBeUndefined();
  });

  it('[SE2] if two devices start a session at once, only one session is started', async () => {
    const { userId, courseId } = await learner(stores);
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => insert(sessionRow(userId, courseId))));
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    const refusal = expect.objectContaining({
      code: 'already_exists',
      details: [expect.objectContaining({ path: 'status' })],
    });
    expect(refusals).toEqual([refusal, refusal]);
  });

  it('report an id that is in use', async () => {
    const { userId, courseId } = await learner(stores);
    const session = sessionRow(userId, courseId);
    await insert(session);
    await expect(insert(session)).rejects.toMatchObject({ code: 'already_exists', details: [{ path: 'id' }] });
  });

  it('are listed for a course by status, type and time, in pages', async () => {
    const { userId, courseId } = await learner(stores);
    const other = await learner(stores);
    const sessions = [0, 10, 20, 30].map((minute, index) =>
      sessionRow(userId, courseId, {
        status: index === 1 ? 'abandoned' : 'completed',
        sessionType: index === 2 ? 'quiz' : 'practice',
        startedAt: later(minute),
      }),
    );
    for (const session of sessions) await insert(session);
    await insert(sessionRow(userId, other.courseId, { status: 'completed' }));
    await insert(sessionRow(other.userId, courseId, { status: 'completed' }));
    const list = async (
      filter: { status?: string; sessionType?: string; from?: string; to?: string },
      page = 1,
      sort = 'startedAt:asc',
    ) => {
      const { rows, total } = await stores.read.sessions.list({ userId, courseId, page, limit: 2, sort, ...filter });
      return [...rows.map(({ id }) => sessions.findIndex((one) => one.id === id)), `of ${total}`];
    };
    expect(await list({})).toEqual([0, 1, 'of 4']);
    expect(await list({}, 2, 'startedAt:desc')).toEqual([1, 0, 'of 4']);
    expect(await list({}, 3)).toEqual(['of 4']);
    expect(await list({ status: 'abandoned' })).toEqual([1, 'of 1']);
    expect(await list({ sessionType: 'quiz' })).toEqual([2, 'of 1']);
    expect(await list({ from: later(10), to: later(20) })).toEqual([1, 2, 'of 2']);
  });
});
