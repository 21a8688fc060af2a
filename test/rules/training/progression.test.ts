import { describe, expect, it } from 'vitest';
import type { Quantity, Set as ExerciseSet } from '../../../domain/training/contract/quantity.ts';
import { recommend } from '../../../domain/training/rules/progression.ts';
import type { Target } from '../../../domain/training/rules/progression/attempt.ts';
import type { ProgressionRule } from '../../../domain/training/rules/progression/rule.ts';
import type { ExerciseLog } from '../../../domain/training/rules/record.ts';

const lb = (value: number) => ({ value, unit: 'lb' as const });
const kg = (value: number) => ({ value, unit: 'kg' as const });
const american = { weight: 'lb', distance: 'mi' } as const;
const metric = { weight: 'kg', distance: 'km' } as const;
const sets = (weight: Quantity | undefined, ...reps: number[]): ExerciseSet[] =>
  reps.map((count) => ({ ...(weight && { weight }), reps: count }));
const workout = (day: number, done: ExerciseSet[], exerciseKey = 'bench_press'): ExerciseLog => ({
  id: `log-${day}`,
  occurredAt: `2026-11-${String(day).padStart(2, '0')}T10:00:00.000Z`,
  exercise: exerciseKey,
  exerciseKey,
  sets: done,
});
const one = (
  done: ExerciseSet[],
  { target, rule, exerciseKey }: { target?: Target; rule?: ProgressionRule; exerciseKey?: string } = {},
) => recommend([workout(1, done, exerciseKey)], target, rule, american);

describe('[PR6] linear', () => {
  it('Next time: 140 lb × 8', () => {
    expect(one(sets(lb(135), 8, 8, 8))).toEqual({
      exercise: 'bench_press',
      rule: 'linear',
      text: 'Next time: 140 lb × 8',
      weight: lb(140),
      reps: 8,
      sets: 3,
    });
  });
  it('repeats 135 lb until all three sets reach 8', () => {
    expect(one(sets(lb(135), 8, 7, 6))).toMatchObject({
      rule: 'repeat',
      text: 'Repeat 135 lb until all three sets reach 8',
      weight: lb(135),
    });
    expect(one(sets(lb(135), 8, 7))?.text).toBe('Repeat 135 lb until both sets reach 8');
    expect(one(sets(lb(135), 6), { target: { reps: 8 } })?.text).toBe('Repeat 135 lb until you reach 8');
  });
  it.each<[string, Quantity, Quantity]>([
    ['bench_press', kg(60), kg(62.5)],
    ['bench_press', lb(135), lb(140)],
    ['squat', kg(100), kg(105)],
    ['romanian_deadlift', lb(225), lb(235)],
  ])('steps %s from %o to %o', (exerciseKey, from, to) => {
    expect(one(sets(from, 5), { exerciseKey })?.weight).toEqual(to);
  });
  it('uses the step and the ceiling of the rule', () => {
    expect(one(sets(kg(60), 5), { rule: { type: 'linear', step: kg(1) } })?.weight).toEqual(kg(61));
    const rule = { type: 'linear' as const, ceiling: kg(61) };
    expect(one(sets(kg(60), 5), { rule })?.weight).toEqual(kg(61));
    expect(one(sets(kg(61), 5), { rule })).toMatchObject({
      rule: 'repeat',
      weight: kg(61),
      text: 'Stay at 61 kg × 5: that is your ceiling',
    });
  });
  it('requires every target set at the target weight', () => {
    expect(one(sets(lb(135), 8, 8), { target: { reps: 8, sets: 3 } })?.text).toBe(
      'Repeat 135 lb until all three sets reach 8',
    );
    expect(one(sets(lb(135), 8), { target: { reps: 8, weight: lb(140) } })).toMatchObject({
      rule: 'repeat',
      weight: lb(140),
    });
  });
  it('ignores warm-ups, drop sets and lighter sets', () => {
    const mixed: ExerciseSet[] = [
      { weight: lb(45), reps: 10, type: 'warmup' },
      ...sets(lb(95), 10),
      ...sets(lb(135), 5, 5),
      { weight: lb(95), reps: 3, type: 'drop' },
    ];
    expect(one(mixed)?.text).toBe('Next time: 140 lb × 5');
    expect(one([{ weight: lb(45), reps: 10, type: 'warmup' }])).toBeUndefined();
    expect(one([{ duration: { value: 60, unit: 's' } }])).toBeUndefined();
    expect(recommend([], {}, undefined, american)).toBeUndefined();
  });
});

describe('[PR6] one recommendation per session', () => {
  it('sets that were logged one by one are one workout', () => {
    const inSession = (id: string, reps: number): ExerciseLog => ({
      ...workout(1, sets(lb(135), reps)),
      id,
      sessionId: 'A',
    });
    const history = [inSession('a', 8), inSession('b', 8), inSession('c', 6)];
    expect(recommend(history.slice(0, 2), {}, undefined, american)?.text).toBe('Next time: 140 lb × 8');
    expect(recommend(history, {}, undefined, american)?.text).toBe('Repeat 135 lb until all three sets reach 8');
  });
});

describe('[PR6] reset after three failures', () => {
  const failed = (day: number) => workout(day, sets(lb(135), 8, 7, 6));
  it('recommends 90 %, rounded to whole plates', () => {
    expect(recommend([1, 2].map(failed), {}, undefined, american)?.rule).toBe('repeat');
    expect(recommend([1, 2, 3].map(failed), {}, undefined, american)).toMatchObject({
      rule: 'reset',
      weight: lb(120),
      text: 'Go back to 120 lb × 8: three tries at 135 lb fell short',
    });
  });
  it('only if the failures follow each other at one weight', () => {
    const met = workout(2, sets(lb(135), 8, 8, 8));
    const elsewhere = workout(2, sets(lb(130), 8, 7, 7));
    for (const between of [met, elsewhere]) {
      expect(recommend([failed(1), between, failed(3), failed(4)], {}, undefined, american)?.rule).toBe('repeat');
    }
  });
});

describe('[PR6] other rules', () => {
  const double: ProgressionRule = { type: 'double', reps: { min: 8, max: 12 } };
  it('double: reps to the top of the range, then a step and reps to the bottom', () => {
    expect(one(sets(kg(60), 10, 9, 9), { rule: double })).toMatchObject({ rule: 'double', weight: kg(60), reps: 10 });
    expect(one(sets(kg(60), 12, 12, 12), { rule: double })).toMatchObject({
      rule: 'double',
      weight: kg(62.5),
      reps: 8,
    });
    expect(one(sets(kg(60), 8, 7, 6), { rule: double })).toMatchObject({ rule: 'repeat', weight: kg(60), reps: 8 });
  });
  it('percentage of a training max', () => {
    const rule: ProgressionRule = { type: 'percentage', trainingMax: kg(100), percent: 0.85 };
    const squat = { target: { reps: 5 }, rule, exerciseKey: 'squat' };
    expect(one(sets(kg(85), 5), squat)).toMatchObject({ rule: 'percentage', weight: kg(90), reps: 5 });
    const failed = [1, 2, 3].map((day) => workout(day, sets(kg(85), 3), 'squat'));
    expect(recommend(failed, { reps: 5 }, rule, metric)).toMatchObject({ rule: 'reset', weight: kg(77.5) });
  });
  it('AMRAP: twice the target earns two steps', () => {
    const rule: ProgressionRule = { type: 'amrap' };
    expect(one(sets(kg(60), 5, 5, 7), { rule })).toMatchObject({
      rule: 'amrap',
      weight: kg(62.5),
      text: 'Next time: 62.5 kg × 5 or more',
    });
    expect(one(sets(kg(60), 5, 5, 10), { rule })).toMatchObject({ weight: kg(65) });
    expect(one(sets(kg(60), 5, 5, 4), { rule })).toMatchObject({ rule: 'repeat' });
  });
});

describe('[PR6] bodyweight', () => {
  it('adds a rep if nothing else can be added', () => {
    expect(one(sets(undefined, 8, 8), { exerciseKey: 'pull_up' })).toEqual({
      exercise: 'pull_up',
      rule: 'linear',
      text: 'Next time: 9 reps',
      reps: 9,
      sets: 2,
    });
    expect(one(sets(undefined, 8, 6), { exerciseKey: 'pull_up' })?.text).toBe('Repeat until both sets reach 8');
    const failed = [1, 2, 3].map((day) => workout(day, sets(undefined, 10, 8), 'pull_up'));
    expect(recommend(failed, {}, undefined, metric)).toMatchObject({ rule: 'reset', reps: 9 });
  });
  it('adds plates of the user’s unit to a load, and reduces assistance', () => {
    const load = (value: number) => ({ value, unit: 'bodyweight' as const });
    expect(one(sets(load(9.0718474), 5), { exerciseKey: 'dip' })).toMatchObject({
      text: 'Next time: bodyweight + 25 lb × 5',
      weight: load(11.33980925),
    });
    expect(recommend([workout(1, sets(load(-15), 5), 'dip')], {}, undefined, metric)).toMatchObject({
      text: 'Next time: bodyweight − 12.5 kg × 5',
    });
  });
});
