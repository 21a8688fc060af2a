import { describe, expect, it } from 'vitest';
import type { ExerciseData } from '../../../domain/training/contract/progress.ts';
import { normaliseActivity } from '../../../domain/training/rules/activity.ts';
import { metricsOf } from '../../../domain/training/rules/metrics.ts';
import { recommend } from '../../../domain/training/rules/progression.ts';
import { replayRecords } from '../../../domain/training/rules/record.ts';
import type { ExerciseLog } from '../../../domain/training/rules/record.ts';
import { describeRecord } from '../../../domain/training/rules/summary.ts';

const units = { weight: 'kg', distance: 'km' } as const;

function log(day: number, exercise: string, ...sets: { weight?: string; reps: number }[]): ExerciseLog {
  const data = normaliseActivity('exercise', { exercise, sets }, units) as ExerciseData;
  return { id: `log-${day}`, occurredAt: `2026-11-0${day}T08:00:00.000Z`, ...data };
}

describe('[PR9] assisted exercises', () => {
  it.each([
    ['Pull Up (Assisted)', '20 kg', -20],
    ['assisted dips', '50 lb', -22.6796185],
    ['unterstützte Klimmzüge', 'BW-20', -20],
    ['assisted muscle-up', '20 kg', -20],
    ['assisted chin-up', '0 kg', 0],
  ])('%s with %s is bodyweight %d kg', (exercise, weight, value) => {
    expect(log(1, exercise, { weight, reps: 8 }).sets).toEqual([{ weight: { value, unit: 'bodyweight' }, reps: 8 }]);
  });

  it.each([
    ['Bench Press (Assisted)', '100 kg', { value: 100, unit: 'kg' }],
    ['assisted dumbbell bench press', '30 kg', { value: 30, unit: 'kg' }],
    ['trx pistol squat', '10 kg', { value: 10, unit: 'bodyweight' }],
  ])('%s with %s has no help in kilograms', (exercise, weight, quantity) => {
    expect(log(1, exercise, { weight, reps: 8 }).sets[0]?.weight).toEqual(quantity);
  });

  it('a load on another exercise stays as it was entered', () => {
    expect(log(1, 'pull-up', { weight: 'BW+20', reps: 5 }).sets[0]?.weight).toEqual({ value: 20, unit: 'bodyweight' });
    expect(log(1, 'bench', { weight: '20 kg', reps: 5 }).sets[0]?.weight).toEqual({ value: 20, unit: 'kg' });
  });

  it('less help is the record, and more help is none', () => {
    const { records } = replayRecords([
      log(1, 'assisted pull-up', { weight: '20 kg', reps: 8 }),
      log(2, 'Pull Up (Assisted)', { weight: '25 kg', reps: 8 }),
      log(3, 'dominadas asistidas', { weight: '15 kg', reps: 8 }),
    ]);
    expect(records.map(({ kind, entryId }) => [kind, entryId])).toEqual(
      ['weight_1', 'weight_3', 'weight_5', 'weight_8'].map((kind) => [kind, 'log-3']),
    );
    expect(records.at(-1)).toMatchObject({
      value: { value: -15, unit: 'bodyweight' },
      previous: { value: { value: -20, unit: 'bodyweight' }, entryId: 'log-1' },
    });
    const [record] = records;
    expect(record && describeRecord({ ...record, reps: 8 }, 'UTC')).toBe(
      'Personal record: bodyweight − 15 kg × 8, up 5 kg from 1 November',
    );
  });

  it('a set that does not say how much help there was sets no record', () => {
    const known = log(1, 'assisted pull-up', { weight: '20 kg', reps: 8 });
    expect(replayRecords([known, log(2, 'assisted pull-up', { reps: 12 })]).records).toEqual([]);
  });

  it('a set that does not say how much help there was is left out of the advice', () => {
    const known = log(1, 'assisted pull-up', { weight: '20 kg', reps: 8 });
    const next = (...logs: ExerciseLog[]) => recommend(logs, {}, undefined, units);
    expect(next(log(1, 'assisted pull-up', { weight: '20 kg', reps: 8 }, { reps: 12 }))).toMatchObject({
      text: 'Next time: bodyweight − 17.5 kg × 8',
      sets: 1,
    });
    expect(next(known, log(2, 'assisted pull-up', { reps: 12 }))?.text).toBe('Next time: bodyweight − 17.5 kg × 8');
    expect(next(log(1, 'assisted pull-up', { reps: 12 }))).toBeUndefined();
  });

  it('the same repetitions without help are no record of the assisted exercise', () => {
    const known = log(1, 'assisted pull-up', { weight: '20 kg', reps: 8 });
    expect(replayRecords([known, log(2, 'pull-up', { reps: 8 })]).records).toEqual([]);
  });

  it('help adds no volume and has no one-rep max', () => {
    const { exercise, exerciseKey, sets } = log(1, 'assisted dip', { weight: '20 kg', reps: 8 });
    expect(metricsOf({ exercise, exerciseKey, sets })).toEqual({ sets: 1, reps: 8 });
  });

  it('the next step takes help away until none is left, then adds repetitions', () => {
    const next = (weight: string) => recommend([log(1, 'assisted pull-up', { weight, reps: 8 })], {}, undefined, units);
    expect(next('20 kg')?.text).toBe('Next time: bodyweight − 17.5 kg × 8');
    expect(next('2 kg')?.text).toBe('Next time: bodyweight × 8');
    expect(next('0 kg')?.text).toBe('Next time: 9 reps');
  });
});

describe('[PR3, PR8] a load on one’s own weight', () => {
  it.each([
    ['Pull Up (Weighted)', '20 kg', 20],
    ['weighted dip', '50 lb', 22.6796185],
    ['Dips', '0 kg', 0],
    ['ring push-up', '10 kg', 10],
    ['Push Up (Plate)', '10 kg', 10],
    ['bodyweight hip thrust', '10 kg', 10],
  ])('%s with %s is bodyweight + %d kg', (exercise, weight, value) => {
    expect(log(1, exercise, { weight, reps: 8 }).sets).toEqual([{ weight: { value, unit: 'bodyweight' }, reps: 8 }]);
  });

  it('a weight in the hand or of another exercise stays a weight', () => {
    for (const exercise of ['dumbbell lunge', 'Push Up (Smith Machine)', 'Weighted Squat', 'tire flip'])
      expect(log(1, exercise, { weight: '20 kg', reps: 8 }).sets[0]?.weight, exercise).toEqual({
        value: 20,
        unit: 'kg',
      });
  });

  it('has one set of records, whichever way it was typed', () => {
    const { records } = replayRecords([
      log(1, 'pull-up', { weight: 'BW+25', reps: 5 }),
      log(2, 'Pull Up (Weighted)', { weight: '20 kg', reps: 5 }),
      log(3, 'weighted pull-ups', { weight: '22.5 kg', reps: 5 }),
    ]);
    expect(records).toEqual([]);
  });
});
