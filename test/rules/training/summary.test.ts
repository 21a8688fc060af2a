import { describe, expect, it } from 'vitest';
import type { ActivityData, ExerciseData } from '../../../domain/training/contract/progress.ts';
import type { Set as ExerciseSet } from '../../../domain/training/contract/quantity.ts';
import type { Record } from '../../../domain/training/contract/record.ts';
import { replayRecords } from '../../../domain/training/rules/record.ts';
import { describeEntry, describeRecord, summarise, summariseSession } from '../../../domain/training/rules/summary.ts';

const lb = (value: number) => ({ value, unit: 'lb' as const });
const kg = (value: number) => ({ value, unit: 'kg' as const });
const s = (value: number) => ({ value, unit: 's' as const });
const km = (value: number) => ({ value, unit: 'km' as const });
const american = { weight: 'lb', distance: 'mi' } as const;
const metric = { weight: 'kg', distance: 'km' } as const;
const exercise = (name: string, ...sets: ExerciseSet[]): ExerciseData => ({
  exercise: name,
  exerciseKey: name.replace(' ', '_'),
  sets,
});
const recordsOf = (first: ExerciseSet, second: ExerciseSet, kind?: Record['kind']) =>
  replayRecords(
    [first, second].map((set, index) => ({
      id: `log-${index}`,
      occurredAt: ['2026-11-05T23:30:00Z', '2026-11-12T18:00:00Z'][index] ?? '',
      sessionId: `session-${index}`,
      ...exercise('bench press', set),
    })),
  ).records.filter((record) => kind === undefined || record.kind === kind);
const say = (records: Record[], zone = 'UTC') => records.map((record) => describeRecord(record, zone));

describe('describing an entry', () => {
  const set = { weight: lb(135), reps: 8 };
  it.each<[string, ActivityData]>([
    ['Bench press: 135 lb × 8', exercise('bench press', set)],
    [
      'Bench press: 3 × 8 at 135 lb',
      exercise('bench press', { weight: lb(45), reps: 5, type: 'warmup' }, set, set, set),
    ],
    ['Bench press: 8, 7, 6 at 135 lb', exercise('bench press', set, { ...set, reps: 7 }, { ...set, reps: 6 })],
    ['Squat: 95 lb × 10; 2 × 135 lb × 8', exercise('squat', { weight: lb(95), reps: 10 }, set, set)],
    ['Squat: 1 warm-up set', exercise('squat', { weight: lb(45), reps: 10, type: 'warmup' })],
    ['Push-up: 3 × 12', exercise('push-up', { reps: 12 }, { reps: 12 }, { reps: 12 })],
    ['Push-up: 12 reps', exercise('push-up', { reps: 12 })],
    [
      'Pull up: bodyweight + 20 lb × 5',
      exercise('pull up', { weight: { value: 9.0718474, unit: 'bodyweight' }, reps: 5 }),
    ],
    ['Run: 3.11 mi in 27:30', exercise('run', { distance: km(5), duration: s(1650) })],
    [
      'Run: 2 × 400 m in 1:30',
      exercise('run', ...[1, 2].map(() => ({ distance: { value: 400, unit: 'm' as const }, duration: s(90) }))),
    ],
    ['Plank: 45 s', exercise('plank', { duration: s(45) })],
    ['Quiz on verbs: 8 of 10', { score: 8, outOf: 10, topic: 'verbs' }],
    ['30 min: irregular verbs', { minutes: 30, topic: 'irregular verbs' }],
    ['30 min', { minutes: 30 }],
    ['Reflection, mood 4 of 5', { text: 'fine', mood: 4 }],
  ])('%s', (text, data) => {
    expect(describeEntry(data, american)).toBe(text);
  });
});

describe('[PR5] the description of a record says what it is, by how much it is better, and than what', () => {
  it('Personal record: 135 lb × 8, up 10 lb from 5 November', () => {
    const records = recordsOf({ weight: lb(125), reps: 8 }, { weight: lb(135), reps: 8 });
    expect(say(records.filter(({ kind }) => kind === 'weight_8'))).toEqual([
      'Personal record: 135 lb × 8, up 10 lb from 5 November',
    ]);
    expect(
      summarise(exercise('bench press', { weight: lb(135), reps: 8 }), records, { zone: 'UTC', units: american }),
    ).toBe('Personal record: 135 lb × 8, up 10 lb from 5 November');
  });
  it('uses the date in the zone, with the year if it is another year', () => {
    const [record] = recordsOf({ weight: lb(125), reps: 1 }, { weight: lb(135), reps: 1 }, 'weight_1');
    if (!record) throw new Error('no record');
    expect(describeRecord(record, 'Asia/Tokyo')).toContain('from 6 November');
    expect(describeRecord({ ...record, at: '2027-01-02T10:00:00Z' }, 'UTC')).toContain('from 5 November 2026');
  });
  it('uses the reader’s unit', () => {
    const [record] = recordsOf({ weight: kg(60), reps: 1 }, { weight: lb(143.3), reps: 1 }, 'weight_1');
    if (!record) throw new Error('no record');
    expect(describeRecord(record, 'UTC', metric)).toBe('Personal record: 65 kg × 1, up 5 kg from 5 November');
  });
  it.each<[Record['kind'], ExerciseSet, ExerciseSet, string]>([
    [
      'one_rep_max',
      { weight: lb(125), reps: 8 },
      { weight: lb(135), reps: 8 },
      'estimated one-rep max 171 lb, up 12.67 lb from 5 November',
    ],
    [
      'reps_at_weight',
      { weight: lb(135), reps: 8 },
      { weight: lb(135), reps: 10 },
      '10 reps at 135 lb, up 2 from 5 November',
    ],
    [
      'reps_at_weight',
      { weight: lb(135), reps: 5 },
      { weight: lb(95), reps: 10 },
      '10 reps at 95 lb, more than 5 at 135 lb on 5 November',
    ],
    ['reps_at_weight', { reps: 8 }, { reps: 10 }, '10 reps at bodyweight, up 2 from 5 November'],
    [
      'session_volume',
      { weight: lb(100), reps: 40 },
      { weight: lb(108), reps: 40 },
      'most volume in a session, 4,320 lb, up 320 lb from 5 November',
    ],
    ['longest', { duration: s(90) }, { duration: s(120) }, 'longest, 2:00, up 30 s from 5 November'],
    ['farthest', { distance: km(8) }, { distance: km(10) }, 'farthest, 10 km, up 2 km from 5 November'],
    [
      'fastest',
      { distance: km(5), duration: s(1650) },
      { distance: km(5), duration: s(1560) },
      '5 km in 26:00, 1:30 faster than on 5 November',
    ],
    [
      'weight_5',
      { weight: { value: 10, unit: 'bodyweight' }, reps: 5 },
      { weight: { value: 12.5, unit: 'bodyweight' }, reps: 5 },
      'bodyweight + 12.5 kg × 5, up 2.5 kg from 5 November',
    ],
  ])('%s', (kind, first, second, text) => {
    expect(say(recordsOf(first, second, kind))).toEqual([`Personal record: ${text}`]);
  });
  it('names only the most important of several records: the heaviest weight before volume', () => {
    const records = recordsOf({ weight: lb(125), reps: 6 }, { weight: lb(135), reps: 8 });
    expect(records.length).toBeGreaterThan(3);
    const text = summarise(exercise('bench press'), records.toReversed(), { zone: 'UTC', units: american });
    expect(text).toBe('Personal record: 135 lb × 8, up 10 lb from 5 November');
  });
});

describe('[PR5] without a record', () => {
  const reader = { zone: 'UTC', units: american };
  const done = exercise('bench press', { weight: lb(135), reps: 8 });
  it.each<[string, ExerciseSet]>([
    ['up 10 lb from last time', { weight: lb(125), reps: 8 }],
    ['down 5 lb from last time', { weight: lb(140), reps: 8 }],
    ['2 reps more than last time', { weight: lb(135), reps: 6 }],
    ['1 rep fewer than last time', { weight: lb(135), reps: 9 }],
    ['the same as last time', { weight: lb(135), reps: 8 }],
  ])('%s', (text, before) => {
    expect(summarise(done, [], reader, exercise('bench press', before))).toBe(`Bench press: 135 lb × 8, ${text}`);
  });
  it('says nothing if there is nothing to compare with', () => {
    expect(summarise(done, [], reader)).toBe('Bench press: 135 lb × 8');
  });
});

describe('session.complete sums up the session', () => {
  it('volume, sets, reps, time and records', () => {
    const records = recordsOf({ weight: lb(125), reps: 8 }, { weight: lb(135), reps: 8 });
    const metrics = { volume: 979.76, sets: 2, reps: 16 };
    expect(summariseSession({ entries: [{ metrics }, { metrics }], records, minutes: 44.6, units: american })).toEqual({
      volume: 1959.52,
      sets: 4,
      reps: 32,
      entries: 2,
      minutes: 44.6,
      records,
      text: '45 min, 4 sets, 32 reps, 4,320 lb lifted, 1 personal record',
    });
  });
  it('names the entries of a session of reading', () => {
    const entries = [{ metrics: { duration: 1800 } }];
    expect(summariseSession({ entries, records: [], minutes: 30, units: metric }).text).toBe('30 min, 1 entry');
  });
});
