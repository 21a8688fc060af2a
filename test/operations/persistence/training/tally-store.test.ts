import { beforeAll, expect, it } from 'vitest';
import { newId } from '../../../../domain/ids.ts';
import { describeEachDatabase } from '../../../support/database.ts';
import { entryRow, later, learner, moduleRow, openStores } from '../stores/fixtures.ts';
import type { StoresUnderTest } from '../stores/fixtures.ts';

const nothing = { count: 0, nth: {} };
const none = { logs: [1], records: [1], modules: [1], perfectQuizzes: [1], volume: [1], minutes: [1] };

describeEachDatabase('tallies', (kind) => {
  let stores: StoresUnderTest;
  beforeAll(async () => {
    stores = await openStores(kind);
  });

  it('are zero for a user without activity', async () => {
    expect(await stores.read.tallies.of(newId(), none)).toEqual({
      logs: nothing,
      records: nothing,
      modules: nothing,
      perfectQuizzes: nothing,
      volume: nothing,
      minutes: nothing,
    });
  });

  it('[DF2] give the time at which each threshold was reached, in the order of the logs’ own times', async () => {
    const { userId, courseId } = await learner(stores);
    const lift = (minute: number, volume: number) =>
      entryRow(userId, { occurredAt: later(minute), metrics: { volume } });
    const timed = (minute: number, minutes: number) =>
      entryRow(userId, {
        activityType: 'reading',
        exerciseKey: undefined,
        data: { minutes },
        metrics: {},
        occurredAt: later(minute),
      });
    const quiz = (minute: number, score: number) =>
      entryRow(userId, {
        activityType: 'quiz',
        exerciseKey: undefined,
        data: { score, outOf: 5, minutes: 500 },
        metrics: {},
        occurredAt: later(minute),
      });
    const [first, second] = [moduleRow(courseId, 0), moduleRow(courseId, 1)];
    const late = lift(1, 0.1);
    await stores.write(async (tx) => {
      for (const entry of [lift(3, 0.2), late, lift(5, 1_000), timed(7, 45), timed(6, 20), quiz(8, 4), quiz(9, 5)]) {
        await tx.progress.insert(entry);
      }
      await tx.progress.insert({ ...lift(0, 9_000), id: newId(), status: 'unconfirmed' });
      await tx.progress.insert({ ...lift(0, 9_000), id: newId(), deletedAt: later(1) });
      await tx.modules.insert([first, second]);
      await tx.modules.complete(userId, second, later(20));
      await tx.modules.complete(userId, first, later(10));
      const record = {
        kind: 'weight_1',
        exercise: 'bench press',
        value: { value: 1, unit: 'kg' },
        entryId: late.id,
        at: later(1),
      } as const;
      await tx.records.change(userId, 'bench_press', {
        set: [record, { ...record, kind: 'weight_3' }],
        revoked: [],
      });
    });
    const thresholds = {
      logs: [1, 3, 50],
      records: [1, 2, 10],
      modules: [1, 2],
      perfectQuizzes: [1],
      volume: [0.3, 1_000, 10_000],
      minutes: [60, 600],
    };
    expect(await stores.read.tallies.of(userId, thresholds)).toEqual({
      logs: { count: 7, nth: { 1: later(1), 3: later(5) } },
      records: { count: 2, nth: { 1: later(1), 2: later(1) } },
      modules: { count: 2, nth: { 1: later(10), 2: later(20) } },
      perfectQuizzes: { count: 1, nth: { 1: later(9) } },
      volume: { count: 1_000.3, nth: { 0.3: later(3), 1_000: later(5) } },
      minutes: { count: 65, nth: { 60: later(7) } },
    });
  });
});
