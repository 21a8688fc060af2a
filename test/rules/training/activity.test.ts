import { describe, expect, it } from 'vitest';
import type { ActivityDataInput, ActivityType } from '../../../domain/training/contract/progress.ts';
import { normaliseActivity } from '../../../domain/training/rules/activity.ts';

const units = { weight: 'lb', distance: 'mi' } as const;
const refusal = (path: string) =>
  expect.objectContaining({ code: 'validation_failed', details: [expect.objectContaining({ path })] });

describe('progress.log: data as they are stored', () => {
  it('expands the counted form into sets', () => {
    const data = { exercise: 'bench_press', weight: '135lbs', sets: 3, reps: [8, 7, 6], notes: 'felt strong today' };
    const weight = { value: 135, unit: 'lb' };
    expect(normaliseActivity('exercise', data, units)).toEqual({
      exercise: 'bench press',
      exerciseKey: 'bench_press',
      sets: [
        { weight, reps: 8 },
        { weight, reps: 7 },
        { weight, reps: 6 },
      ],
    });
  });
  it('uses one number of reps for each set', () => {
    expect(normaliseActivity('practice', { exercise: 'Push-ups', sets: 2, reps: 12 }, units)).toEqual({
      exercise: 'Push-ups',
      exerciseKey: 'push_up',
      sets: [{ reps: 12 }, { reps: 12 }],
    });
  });
  it('parses each quantity, with numbers without a unit in the user’s own', () => {
    const sets = [
      { weight: '135', reps: 8, rir: 2 },
      { weight: 'BW+20 kg', reps: 5, type: 'failure' as const },
      { distance: '3.1', duration: '27:30' },
      { duration: { value: 90, unit: 's' as const } },
    ];
    expect(normaliseActivity('exercise', { exercise: 'circuit', sets }, units)).toMatchObject({
      sets: [
        { weight: { value: 135, unit: 'lb' }, reps: 8, rir: 2 },
        { weight: { value: 20, unit: 'bodyweight' }, reps: 5, type: 'failure' },
        { distance: { value: 3.1, unit: 'mi' }, duration: { value: 1650, unit: 's' } },
        { duration: { value: 90, unit: 's' } },
      ],
    });
  });
  it.each<[ActivityType, ActivityDataInput]>([
    ['quiz', { score: 8, outOf: 10 }],
    ['reading', { minutes: 30, topic: 'verbs' }],
    ['practice', { minutes: 20 }],
    ['reflection', { text: 'went well', mood: 4 }],
  ])('keeps %s data unchanged', (type, data) => {
    expect(normaliseActivity(type, data, units)).toEqual(data);
  });
  it.each<[string, ActivityType, ActivityDataInput]>([
    ['data.reps', 'exercise', { exercise: 'squat', weight: '100kg', sets: 3, reps: [8, 7] }],
    ['data.weight', 'exercise', { exercise: 'squat', weight: 'heavy', sets: 3, reps: 5 }],
    ['data.sets.0.weight', 'exercise', { exercise: 'squat', sets: [{ weight: 'a lot', reps: 5 }] }],
    [
      'data.sets.1.weight',
      'exercise',
      { exercise: 'squat', sets: [{ reps: 5 }, { weight: { value: 5, unit: 'km' }, reps: 5 }] },
    ],
    ['data.sets.0.distance', 'exercise', { exercise: 'run', sets: [{ distance: { value: -5, unit: 'km' } }] }],
    ['data.sets.0', 'exercise', { exercise: 'squat', sets: [{ weight: '100 kg' }] }],
    ['data.exercise', 'exercise', { minutes: 30 }],
    ['data.score', 'quiz', { minutes: 30 }],
    ['data.minutes', 'reading', { exercise: 'squat', sets: 1, reps: 5 }],
    ['data.minutes', 'reading', { text: 'a book' }],
    ['data.minutes', 'practice', { score: 1, outOf: 2 }],
    ['data', 'practice', { minutes: 5, mood: 3 }],
    ['data.exercise', 'reflection', { exercise: 'squat', sets: 1, reps: 5 }],
  ])('refuses, naming %s, for %s', (path, type, data) => {
    expect(() => normaliseActivity(type, data, units)).toThrow(refusal(path));
  });
});
