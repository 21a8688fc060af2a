import { beforeAll, expect, it } from 'vitest';
import { newId } from '../../../../domain/ids.ts';
import type { Record } from '../../../../domain/training/contract/record.ts';
import { describeEachDatabase } from '../../../support/database.ts';
import { at, entryRow, later, learner, openStores } from '../stores/fixtures.ts';
import type { StoresUnderTest } from '../stores/fixtures.ts';

describeEachDatabase('records', (kind) => {
  let stores: StoresUnderTest;
  let userId: string;
  let entryIds: string[];
  beforeAll(async () => {
    stores = await openStores(kind);
    ({ userId } = await learner(stores));
    const entries = [1, 2, 3].map(() => entryRow(userId));
    entryIds = entries.map(({ id }) => id);
    await stores.write(async (tx) => {
      for (const entry of entries) await tx.progress.insert(entry);
    });
  });

  const record = (entry: number, fields: Partial<Record> = {}): Record => ({
    kind: 'weight_5',
    exercise: 'bench press',
    value: { value: 135, unit: 'lb' },
    entryId: entryIds[entry] ?? '',
    at: later(entry),
    ...fields,
  });

  it('[DF2, ER1] keep the state of the fold, and nothing of an exercise without entries', async () => {
    expect(await stores.read.records.foldState(userId, 'bench_press')).toBeUndefined();
    const last = { occurredAt: at, id: newId() };
    await stores.write((tx) => tx.records.saveFoldState(userId, 'bench_press', { bests: {}, times: [1, null] }, last));
    expect(await stores.read.records.foldState(userId, 'bench_press')).toEqual({
      state: { bests: {}, times: [1, null] },
      last,
    });
    await stores.write((tx) => tx.records.saveFoldState(userId, 'bench_press', {}));
    expect(await stores.read.records.foldState(userId, 'bench_press')).toBeUndefined();
    expect(await stores.read.records.foldState(userId, 'squat')).toBeUndefined();
  });

  it('[PR3] return every field, oldest record first', async () => {
    const previous = { value: { value: 57.5, unit: 'kg' as const }, at, entryId: entryIds[0] ?? '' };
    const [first, second] = [record(0), record(1, { kind: 'reps_at_weight', reps: 8, previous })];
    const distance = { value: 5, unit: 'km' as const };
    const squat = record(2, {
      exercise: 'Back Squats',
      kind: 'fastest',
      value: { value: 27.5, unit: 'min' },
      distance,
    });
    await stores.write(async (tx) => {
      await tx.records.change(userId, 'bench_press', { set: [second, first], revoked: [] });
      await tx.records.change(userId, 'squat', { set: [squat], revoked: [] });
    });
    expect(await stores.read.records.list(userId, 'bench_press')).toEqual([first, second]);
    expect(await stores.read.records.list(userId)).toEqual([first, second, squat]);
  });

  it('[PR4] are removed and corrected in place', async () => {
    const other = await learner(stores);
    const own = [1, 2].map(() => entryRow(other.userId));
    await stores.write(async (tx) => {
      for (const entry of own) await tx.progress.insert(entry);
    });
    const [first, second] = own.map(({ id }, index) => record(0, { entryId: id, at: later(index) })) as [
      Record,
      Record,
    ];
    const change = (set: Record[], revoked: Record[]) =>
      stores.write((tx) => tx.records.change(other.userId, 'bench_press', { set, revoked }));
    await change([{ ...first, reps: 3 }, second, { ...second, kind: 'one_rep_max' }], []);
    const corrected: Record = { ...first, exercise: 'Bench', value: { value: 60, unit: 'kg' } };
    await change([corrected], [second, { ...first, reps: 3 }]);
    expect(await stores.read.records.list(other.userId)).toEqual([corrected, { ...second, kind: 'one_rep_max' }]);
    await change([], []);
    expect(await stores.read.records.list(other.userId)).toHaveLength(2);
  });
});
