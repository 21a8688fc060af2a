import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Set as ExerciseSet } from '../../../domain/training/contract/quantity.ts';
import type { Record } from '../../../domain/training/contract/record.ts';
import {
  diffRecords,
  emptyRecordState,
  foldRecords,
  mergeRecords,
  replayRecords,
} from '../../../domain/training/rules/record.ts';
import type { ExerciseLog } from '../../../domain/training/rules/record.ts';

const lb = (value: number) => ({ value, unit: 'lb' as const });
const kg = (value: number) => ({ value, unit: 'kg' as const });
const log = (day: number, sets: ExerciseSet[], patch: Partial<ExerciseLog> = {}): ExerciseLog => ({
  id: `log-${day}`,
  occurredAt: `2026-11-${String(day).padStart(2, '0')}T10:00:00.000Z`,
  exercise: 'bench press',
  exerciseKey: 'bench_press',
  sets,
  ...patch,
});
const kindsOf = (records: Record[], entryId: string) =>
  records
    .filter((record) => record.entryId === entryId)
    .map(({ kind }) => kind)
    .sort();
const only = (records: Record[], kind: Record['kind']) => records.filter((record) => record.kind === kind);

function foldAll(logs: ExerciseLog[]) {
  let state = emptyRecordState;
  let records: Record[] = [];
  for (const one of logs) {
    const step = foldRecords(structuredClone(state), one);
    state = JSON.parse(JSON.stringify(step.state));
    records = mergeRecords(records, step.records);
  }
  return { state, records };
}

describe('[PR3] kinds of records', () => {
  it('the first ever log of an exercise is a baseline', () => {
    expect(replayRecords([log(1, [{ weight: lb(135), reps: 8 }])]).records).toEqual([]);
  });
  it('135 × 8 after 125 × 8 is heaviest for 1, 3, 5 and 8 reps, and the best e1RM', () => {
    const { records } = replayRecords([log(1, [{ weight: lb(125), reps: 8 }]), log(5, [{ weight: lb(135), reps: 8 }])]);
    expect(kindsOf(records, 'log-5')).toEqual(['one_rep_max', 'weight_1', 'weight_3', 'weight_5', 'weight_8']);
    expect(only(records, 'weight_8')[0]).toEqual({
      kind: 'weight_8',
      exercise: 'bench_press',
      value: lb(135),
      reps: 8,
      previous: { value: lb(125), reps: 8, at: '2026-11-01T10:00:00.000Z', entryId: 'log-1' },
      entryId: 'log-5',
      at: '2026-11-05T10:00:00.000Z',
    });
    expect(only(records, 'one_rep_max')[0]?.value).toEqual(lb(171));
  });
  it('[UN2] a tie is no record, also in another unit', () => {
    const first = log(1, [{ weight: lb(135), reps: 8 }]);
    expect(replayRecords([first, log(2, [{ weight: lb(135), reps: 8 }])]).records).toEqual([]);
    expect(replayRecords([first, log(2, [{ weight: kg(61.25), reps: 8 }])]).records).toEqual([]);
    expect(replayRecords([first, log(2, [{ weight: kg(61.3), reps: 8 }])]).records).not.toEqual([]);
  });
  it('most reps at a weight or more', () => {
    const { records } = replayRecords([
      log(1, [{ weight: kg(100), reps: 5 }]),
      log(2, [{ weight: kg(100), reps: 7 }]),
      log(3, [{ weight: kg(110), reps: 1 }]),
      log(4, [{ weight: kg(90), reps: 7 }]),
    ]);
    expect(only(records, 'reps_at_weight')).toMatchObject([
      { entryId: 'log-2', value: kg(100), reps: 7, previous: { value: kg(100), reps: 5, entryId: 'log-1' } },
    ]);
  });
  it('the first set in a class of reps is a baseline', () => {
    const { records } = replayRecords([log(1, [{ weight: kg(100), reps: 3 }]), log(2, [{ weight: kg(60), reps: 12 }])]);
    expect(only(records, 'weight_12')).toEqual([]);
  });
  it('warm-ups set no record', () => {
    const heavy: ExerciseSet = { weight: kg(200), reps: 5, type: 'warmup' };
    expect(replayRecords([log(1, [{ weight: kg(100), reps: 5 }]), log(2, [heavy])]).records).toEqual([]);
  });
  it('reps with bodyweight are compared only with each other', () => {
    const pullUps = [
      log(1, [{ reps: 8 }]),
      log(2, [{ reps: 10 }]),
      log(3, [{ weight: { value: 10, unit: 'bodyweight' }, reps: 5 }]),
    ];
    const { records } = replayRecords(pullUps);
    expect(only(records, 'reps_at_weight')).toMatchObject([
      { entryId: 'log-2', value: { value: 0, unit: 'bodyweight' }, reps: 10 },
    ]);
    expect(kindsOf(records, 'log-3')).toEqual(['weight_1', 'weight_3', 'weight_5']);
  });
  it('longest without a distance, farthest, fastest over the same distance', () => {
    const s = (value: number) => ({ value, unit: 's' as const });
    const km = (value: number) => ({ value, unit: 'km' as const });
    const plank = replayRecords([log(1, [{ duration: s(60) }]), log(2, [{ duration: s(90) }])]).records;
    expect(plank).toMatchObject([{ kind: 'longest', value: s(90), previous: { value: s(60) } }]);
    const runs = replayRecords([
      log(1, [{ distance: km(5), duration: s(1650) }]),
      log(2, [{ distance: km(5), duration: s(1700) }]),
      log(3, [{ distance: km(5), duration: s(1600) }]),
      log(4, [{ distance: km(10), duration: s(3500) }]),
      log(5, [{ distance: km(3), duration: s(900) }]),
    ]).records;
    expect(runs.map(({ kind, entryId }) => [kind, entryId])).toEqual([
      ['fastest', 'log-3'],
      ['farthest', 'log-4'],
    ]);
    expect(runs[0]).toMatchObject({ value: s(1600), distance: km(5), previous: { value: s(1650), entryId: 'log-1' } });
  });
});

describe('[PR3] most volume in a session', () => {
  const set = (weight: number): ExerciseSet[] => [{ weight: kg(weight), reps: 10 }];
  const logs = [
    log(1, set(50), { sessionId: 'A' }),
    log(2, set(50), { sessionId: 'A' }),
    log(3, set(50), { sessionId: 'B' }),
    log(4, set(50), { sessionId: 'B' }),
    log(5, set(40), { sessionId: 'B' }),
    log(6, set(30), { sessionId: 'B' }),
  ];
  it('is one record per session, which grows with the session and stays with the log that passed the best', () => {
    expect(only(replayRecords(logs).records, 'session_volume')).toMatchObject([
      { entryId: 'log-5', value: kg(1700), previous: { value: kg(1000), entryId: 'log-1' } },
    ]);
    expect(only(replayRecords(logs.slice(0, 5)).records, 'session_volume')).toMatchObject([
      { entryId: 'log-5', value: kg(1400) },
    ]);
  });
  it('needs a session', () => {
    const loose = [log(1, set(50)), log(2, set(50)), log(3, [{ weight: kg(50), reps: 11 }])];
    expect(only(replayRecords(loose).records, 'session_volume')).toEqual([]);
  });
});

describe('[PR4] logs are compared in order of time', () => {
  it('a late older log revokes the record of a newer log', () => {
    const base = log(1, [{ weight: lb(125), reps: 8 }]);
    const newer = log(5, [{ weight: lb(135), reps: 8 }]);
    const late = log(3, [{ weight: lb(140), reps: 8 }]);
    const moved = diffRecords(replayRecords([base, newer]).records, replayRecords([base, newer, late]).records);
    expect(new Set(moved.set.map(({ entryId }) => entryId))).toEqual(new Set(['log-3']));
    expect(kindsOf(moved.revoked, 'log-5')).toEqual(['one_rep_max', 'weight_1', 'weight_3', 'weight_5', 'weight_8']);
  });
  it('an edit that changes a value sets the record again, without revoking it', () => {
    const base = log(1, [{ weight: lb(125), reps: 1 }]);
    const before = replayRecords([base, log(5, [{ weight: lb(135), reps: 1 }])]).records;
    const after = replayRecords([base, log(5, [{ weight: lb(140), reps: 1 }])]).records;
    expect(diffRecords(before, after)).toEqual({ set: after, revoked: [] });
    expect(
      diffRecords(
        after,
        after.map((record) => Object.fromEntries(Object.entries(record).reverse()) as Record),
      ),
    ).toEqual({
      set: [],
      revoked: [],
    });
  });
});

const amount = fc.constantFrom(40, 60, 60.02, 62.5, 80, 100);
const anySet = fc.record<ExerciseSet>(
  {
    weight: fc.oneof(
      amount.map(kg),
      amount.map((value) => lb(value * 2)),
      fc.constantFrom(-10, 0, 20).map((value) => ({ value, unit: 'bodyweight' as const })),
    ),
    reps: fc.integer({ min: 0, max: 14 }),
    duration: fc.integer({ min: 0, max: 5 }).map((value) => ({ value, unit: 'min' as const })),
    distance: fc.integer({ min: 0, max: 3 }).map((value) => ({ value, unit: 'km' as const })),
    type: fc.constantFrom('working' as const, 'warmup' as const),
    rir: fc.integer({ min: 0, max: 3 }),
  },
  { requiredKeys: [] },
);
const anyLog = fc.record<ExerciseLog>(
  {
    id: fc.uuid(),
    occurredAt: fc.integer({ min: 0, max: 30 }).map((hour) => new Date(Date.UTC(2026, 10, 1, hour)).toISOString()),
    sessionId: fc.constantFrom('A', 'B', 'C'),
    exercise: fc.constant('any'),
    exerciseKey: fc.constantFrom('bench_press', 'run', 'constructor'),
    sets: fc.array(anySet, { minLength: 1, maxLength: 4 }),
  },
  { requiredKeys: ['id', 'occurredAt', 'exercise', 'exerciseKey', 'sets'] },
);
const anyLogs = fc.uniqueArray(anyLog, { selector: ({ id }) => id, maxLength: 25 });
const byTime = (a: ExerciseLog, b: ExerciseLog) =>
  Date.parse(a.occurredAt) - Date.parse(b.occurredAt) || (a.id < b.id ? -1 : 1);

describe('[DF2] folding equals replaying', () => {
  it('folding in order, through JSON, equals a replay', () => {
    fc.assert(
      fc.property(anyLogs, (logs) => {
        const { state, records } = replayRecords(logs);
        expect(foldAll([...logs].sort(byTime))).toEqual({ state, records });
      }),
    );
  });
  it('each exercise is folded independently of the others', () => {
    fc.assert(
      fc.property(anyLogs, (logs) => {
        const runs = logs.filter(({ exerciseKey }) => exerciseKey === 'run');
        const all = replayRecords(logs);
        expect(all.state['run']).toEqual(replayRecords(runs).state['run']);
        expect(all.records.filter(({ exercise }) => exercise === 'run')).toEqual(replayRecords(runs).records);
      }),
    );
  });
  it('the replay depends only on the logs, and not on how they arrived, were edited or deleted', () => {
    const step = fc.oneof(
      fc.record({ act: fc.constant('insert' as const), log: anyLog }),
      fc.record({
        act: fc.constant('edit' as const),
        at: fc.nat(),
        sets: fc.array(anySet, { minLength: 1, maxLength: 3 }),
      }),
      fc.record({ act: fc.constant('delete' as const), at: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let logs: ExerciseLog[] = [];
        let stored: Record[] = [];
        for (const one of steps) {
          if (one.act === 'insert') logs = [...logs.filter(({ id }) => id !== one.log.id), one.log];
          else if (logs.length === 0) continue;
          else if (one.act === 'delete') logs = logs.filter((_, index) => index !== one.at % logs.length);
          else logs = logs.map((held, index) => (index === one.at % logs.length ? { ...held, sets: one.sets } : held));
          const { set, revoked } = diffRecords(stored, replayRecords(logs).records);
          stored = mergeRecords(
            stored.filter((record) => !revoked.includes(record)),
            set,
          );
        }
        const order = (records: Record[]) => records.map((record) => JSON.stringify(record)).sort();
        expect(order(stored)).toEqual(order(replayRecords([...logs].reverse()).records));
      }),
      { numRuns: 60 },
    );
  });
  it('agrees with the definition: heaviest for at least five reps', () => {
    const weighted = fc.record({ weight: amount.map(kg), reps: fc.integer({ min: 1, max: 8 }) });
    const logs = fc.array(fc.array(weighted, { minLength: 1, maxLength: 3 }), { maxLength: 8 });
    fc.assert(
      fc.property(logs, (list) => {
        const { records } = replayRecords(list.map((sets, index) => log(index + 1, sets)));
        let best: number | undefined;
        list.forEach((sets, index) => {
          const heaviest = Math.max(...sets.filter(({ reps }) => reps >= 5).map(({ weight }) => weight.value));
          const isRecord = best !== undefined && heaviest > best * 1.0005;
          expect(kindsOf(records, `log-${index + 1}`).includes('weight_5')).toBe(isRecord);
          if (heaviest > 0 && (best === undefined || isRecord)) best = heaviest;
        });
      }),
    );
  });
});
