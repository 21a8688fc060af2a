import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { newId } from '../../../../domain/ids.ts';
import type { ProgressRow } from '../../../../domain/training/stores.ts';
import { describeEachDatabase } from '../../../support/database.ts';
import { replayTallies } from '../../../support/replay-tallies.ts';
import { entryRow, later, learner, moduleRow, openStores } from '../stores/fixtures.ts';
import type { StoresUnderTest } from '../stores/fixtures.ts';

type Change =
  | { act: 'insert'; minute: number; status: ProgressRow['status']; kind: Kind; size: number }
  | { act: 'change'; at: number; minute: number; status: ProgressRow['status']; kind: Kind; size: number }
  | { act: 'delete' | 'remove'; at: number };
type Kind = 'exercise' | 'reading' | 'quiz';

const fields = {
  minute: fc.nat(20),
  status: fc.constantFrom<ProgressRow['status'][]>('confirmed', 'confirmed', 'confirmed', 'unconfirmed', 'undone'),
  kind: fc.constantFrom<Kind[]>('exercise', 'reading', 'quiz'),
  size: fc.constantFrom(0, 1, 2.1, 5),
};
const changes = fc.array(
  fc.record({
    /** Whether the tallies are read after the change. Reading them also stores them. */
    look: fc.boolean(),
    change: fc.oneof(
      fc.record({ act: fc.constant('insert' as const), ...fields }),
      fc.record({ act: fc.constant('insert' as const), ...fields }),
      fc.record({ act: fc.constant('change' as const), at: fc.nat(), ...fields }),
      fc.record({ act: fc.constantFrom('delete' as const, 'remove' as const), at: fc.nat() }),
    ),
  }),
  { minLength: 1, maxLength: 12 },
);
const thresholds = { ...none(), logs: [1, 2, 4], perfectQuizzes: [1, 2], volume: [2, 4.2, 10], minutes: [2, 6.3] };

function none() {
  return { logs: [1], records: [1], modules: [1], perfectQuizzes: [1], volume: [1], minutes: [1] };
}

const nothing = { count: 0, nth: {} };

describeEachDatabase('tallies', (kind) => {
  let stores: StoresUnderTest;
  beforeAll(async () => {
    stores = await openStores(kind);
  });

  it('are zero for a user without activity', async () => {
    expect(await stores.read.tallies.of(newId(), none())).toEqual({
      logs: nothing,
      records: nothing,
      modules: nothing,
      perfectQuizzes: nothing,
      volume: nothing,
      minutes: nothing,
    });
  });

  it('[DF2] have the time at which each threshold was reached, in the order of the logs’ own times', async () => {
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

  it('[DF2] that are stored equal a replay after any inserts, edits and deletions', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(changes, async (steps) => {
        const { userId } = await learner(stores);
        let entries: ProgressRow[] = [];
        for (const { look, change } of steps) {
          await stores.write(async (tx, em) => {
            if (change.act === 'insert') {
              const entry = rowOf(userId, change);
              await tx.progress.insert(entry);
              entries.push(entry);
            } else if (entries.length > 0) {
              const at = change.at % entries.length;
              const changed = { ...entries[at]!, ...(change.act === 'change' ? rowOf(userId, change) : {}) };
              const after = {
                ...changed,
                id: entries[at]!.id,
                ...(change.act === 'delete' && { deletedAt: later(99) }),
              };
              if (change.act === 'remove') await em.execute('DELETE FROM progress_logs WHERE id = ?', [after.id]);
              else await tx.progress.save(after);
              entries = entries.flatMap((entry, n) => (n !== at ? [entry] : change.act === 'remove' ? [] : [after]));
            }
            if (look) await tx.tallies.of(userId, thresholds);
          });
        }
        const { records: _records, modules: _modules, ...kept } = await stores.read.tallies.of(userId, thresholds);
        expect(kept).toEqual(replayTallies(await stores.read.progress.counting({ userId }), thresholds));
      }),
      { numRuns: 15 },
    );
  });

  it('[DF2] are stored by the first command that needs them, and a new log is added to them', async () => {
    const { userId } = await learner(stores);
    const kept = () => stores.sql('SELECT total::integer FROM log_tallies WHERE user_id = $1 ORDER BY tally', [userId]);
    await stores.write((tx) => tx.progress.insert(entryRow(userId, { metrics: { volume: 7 } })));
    await stores.read.tallies.of(userId, none());
    expect(await kept()).toEqual([]);
    await stores.write((tx) => tx.tallies.of(userId, none()));
    expect(await kept()).toEqual([{ total: 1 }, { total: 0 }, { total: 0 }, { total: 7 }]);
    await stores.write((tx) => tx.progress.insert(entryRow(userId, { occurredAt: later(1), metrics: { volume: 2 } })));
    expect(await kept()).toEqual([{ total: 2 }, { total: 0 }, { total: 0 }, { total: 9 }]);
    await stores.write((tx) => tx.progress.insert(entryRow(userId, { occurredAt: later(-1), metrics: {} })));
    expect(await kept()).toEqual([{ total: 0 }, { total: 0 }, { total: 9 }]);
  });
});

function rowOf(
  userId: string,
  { minute, status, kind, size }: Extract<Change, { act: 'insert' | 'change' }>,
): ProgressRow {
  const at = { occurredAt: later(minute), status };
  if (kind === 'exercise') return entryRow(userId, { ...at, metrics: size === 0 ? {} : { volume: size } });
  const data = kind === 'quiz' ? { score: size, outOf: 5 } : { minutes: size };
  return entryRow(userId, { ...at, activityType: kind, exerciseKey: undefined, data, metrics: {} });
}
