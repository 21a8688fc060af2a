import { describe, expect, it } from 'vitest';
import type { Set } from '../../../domain/training/contract/quantity.ts';
import { metricsOf } from '../../../domain/training/rules/metrics.ts';

const exercise = (...sets: Set[]) => metricsOf({ exercise: 'bench press', exerciseKey: 'bench_press', sets });
const lb = (value: number) => ({ value, unit: 'lb' as const });
const kg = (value: number) => ({ value, unit: 'kg' as const });

describe('[PR2] estimated one-rep max', () => {
  const estimate = (reps: number) => exercise({ weight: kg(100), reps }).estimatedOneRepMax;
  it('follows Epley; one rep gives the weight itself', () => {
    expect([estimate(1), estimate(10), estimate(12)]).toEqual([100, 133.33, 140]);
  });
  it('exists only for 1 to 12 reps', () => {
    expect([estimate(0), estimate(13), estimate(20)]).toEqual([undefined, undefined, undefined]);
  });
  it('leaves warm-ups out', () => {
    const result = exercise({ weight: kg(120), reps: 5, type: 'warmup' }, { weight: kg(100), reps: 5 });
    expect(result).toEqual({ sets: 1, reps: 5, topWeight: 100, volume: 500, estimatedOneRepMax: 116.67 });
  });
  it('counts reps in reserve as done', () => {
    expect(exercise({ weight: kg(100), reps: 5, rir: 3 }).estimatedOneRepMax).toBe(126.67);
    expect(exercise({ weight: kg(100), reps: 11, rir: 3 }).estimatedOneRepMax).toBeUndefined();
  });
  it('is unknown for bodyweight exercises', () => {
    expect(exercise({ weight: { value: 20, unit: 'bodyweight' }, reps: 5 })).toEqual({ sets: 1, reps: 5, volume: 100 });
  });
});

describe('metrics of an entry', () => {
  it("gives the contract's example", () => {
    expect(exercise({ weight: lb(135), reps: 8 })).toEqual({
      volume: 489.88,
      reps: 8,
      sets: 1,
      topWeight: 61.23,
      estimatedOneRepMax: 77.56,
    });
  });
  it('sums time and distance in SI', () => {
    expect(exercise({ distance: { value: 5, unit: 'km' }, duration: { value: 1650, unit: 's' } })).toEqual({
      sets: 1,
      duration: 1650,
      distance: 5000,
    });
  });
  it('a quiz has a share, reading has a time, and a reflection may have neither', () => {
    expect(metricsOf({ score: 8, outOf: 12, minutes: 2 })).toEqual({ duration: 120, score: 0.6667, accuracy: 0.6667 });
    expect(metricsOf({ minutes: 30 })).toEqual({ duration: 1800 });
    expect(metricsOf({ text: 'well' })).toEqual({});
  });
});
