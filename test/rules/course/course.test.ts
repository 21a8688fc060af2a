import { describe, expect, it } from 'vitest';
import { courseProgress, nextModule, parseFrequency, parseTimeline } from '../../../domain/course/rules/course.ts';
import type { Frequency } from '../../../domain/training/contract/frequency.ts';

describe('course.create: timeline', () => {
  it.each<[string | number, number]>([
    ['3 months', 13],
    ['6 weeks', 6],
    ['6-8 weeks', 8],
    ['a year', 52],
    ['half a year', 26],
    ['2 years', 104],
    ['90 days', 13],
    ['10 days', 2],
    ['one month', 4],
    ['Twelve Weeks', 12],
    ['12', 12],
    [12, 12],
  ])('%s → %d weeks', (timeline, weeks) => {
    expect(parseTimeline(timeline)).toBe(weeks);
  });
  it.each(['soon', '0 weeks', '20 years', 'zero days', '3 month plan', ''])(
    'refuses %s, and names it in the error',
    (timeline) => {
      expect(() => parseTimeline(timeline)).toThrow(
        expect.objectContaining({
          code: 'validation_failed',
          details: [{ path: 'timeline', message: expect.stringContaining(`"${timeline}"`) }],
        }),
      );
    },
  );
});

describe('course.create: frequency', () => {
  it.each<[string | Frequency, Frequency]>([
    ['daily', { type: 'daily' }],
    ['Every day', { type: 'daily' }],
    ['7x per week', { type: 'daily' }],
    ['3x per week', { type: 'weekly', count: 3 }],
    ['3 times a week', { type: 'weekly', count: 3 }],
    ['three times per week', { type: 'weekly', count: 3 }],
    ['4/week', { type: 'weekly', count: 4 }],
    ['4 days a week', { type: 'weekly', count: 4 }],
    ['twice a week', { type: 'weekly', count: 2 }],
    ['weekly', { type: 'weekly', count: 1 }],
    ['mon, wed, fri', { type: 'custom', days: [1, 3, 5] }],
    ['Mondays and Thursdays', { type: 'custom', days: [1, 4] }],
    ['tue/sat', { type: 'custom', days: [2, 6] }],
    ['every sunday', { type: 'custom', days: [0] }],
    ['weekdays', { type: 'custom', days: [1, 2, 3, 4, 5] }],
    ['weekends', { type: 'custom', days: [0, 6] }],
    ['at least 2 times a week', { type: 'flexible', minPerWeek: 2 }],
    ['3+ times per week', { type: 'flexible', minPerWeek: 3 }],
    ['every other day', { type: 'flexible', minPerWeek: 3 }],
    [
      { type: 'custom', days: [5, 1, 5] },
      { type: 'custom', days: [1, 5] },
    ],
    [
      { type: 'weekly', count: 2 },
      { type: 'weekly', count: 2 },
    ],
  ])('%s', (text, frequency) => {
    expect(parseFrequency(text)).toEqual(frequency);
  });
  it.each(['now and then', '9x per week', '0 times a week', 'mon, xyz', 'month'])('refuses %s', (text) => {
    expect(() => parseFrequency(text)).toThrow(
      expect.objectContaining({
        details: [{ path: 'preferences.frequency', message: expect.stringContaining(`"${text}"`) }],
      }),
    );
  });
});

describe('[LE2] progress and next module', () => {
  const node = (path: string, estimatedDuration: number, prerequisites: string[] = []) => ({
    id: `m${path}`,
    nodeId: `n${path}`,
    path,
    estimatedDuration,
    prerequisites,
  });
  const modules = [node('1', 0), node('1.1', 30), node('1.2', 30), node('2', 60, ['n1']), node('10', 60, ['gone'])];

  it('weighs completed leaves by duration', () => {
    expect(courseProgress(modules, [])).toBe(0);
    expect(courseProgress(modules, ['m1.1'])).toBe(16.6);
    expect(courseProgress(modules, ['m1.1', 'm1'])).toBe(16.6);
    expect(courseProgress(modules, ['m1.1', 'm1.2', 'm2', 'm10'])).toBe(100);
    expect(courseProgress([], [])).toBe(0);
  });
  it('continues with the first leaf whose prerequisites are met', () => {
    expect(nextModule(modules, [])?.path).toBe('1.1');
    expect(nextModule([...modules].reverse(), ['m1.1'])?.path).toBe('1.2');
    expect(nextModule(modules, ['m1.1', 'm1.2'])?.path).toBe('2');
    expect(nextModule(modules, ['m1.1', 'm1.2', 'm2'])?.path).toBe('10');
    expect(nextModule(modules, ['m1.1', 'm1.2', 'm2', 'm10'])).toBeUndefined();
  });
  it('skips modules whose prerequisites are not met', () => {
    const blocked = [node('1', 10, ['n3']), node('2', 10), node('3', 10)];
    expect(nextModule(blocked, [])?.path).toBe('2');
    expect(nextModule(blocked, ['m2', 'm3'])?.path).toBe('1');
  });
});
