import { describe, expect, it } from 'vitest';
import { agesOf, now, stamp } from './clock.ts';
import { alternate, Figures } from './figures.ts';
import type { Goal, Line } from './line.ts';
import { median, quantile, shown } from './statistics.ts';
import { limits, tables, verdicts } from './table.ts';

const line = (system: string, samples: number[], goal?: Goal): Line => ({
  work: 'a token',
  system,
  figure: 'processor time',
  unit: 'µs',
  samples,
  ...(goal && { goal }),
});

describe('statistics', () => {
  it.each([
    [[3], 3],
    [[10, 9, 100], 10],
    [[4, 1, 3, 2], 2.5],
  ])('the median of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('no values have no median', () => {
    expect(() => median([])).toThrow(RangeError);
  });

  it.each([
    [0, 1],
    [0.5, 50],
    [0.99, 99],
    [1, 100],
  ])('quantile %d of 1 to 100 is %d', (share, expected) => {
    expect(
      quantile(
        Array.from({ length: 100 }, (_, n) => 100 - n),
        share,
      ),
    ).toBe(expected);
  });

  it('a quantile of no values is NaN', () => {
    expect(quantile([], 0.5)).toBeNaN();
  });

  it.each([
    [0, '0'],
    [0.0834, '0.083'],
    [0.1154, '0.115'],
    [1.005, '1.01'],
    [12.34, '12.3'],
    [1_234.5, '1,235'],
    [-12.34, '-12.3'],
    [NaN, '–'],
  ])('%d is shown as %s', (value, expected) => {
    expect(shown(value)).toBe(expected);
  });
});

describe('tables', () => {
  const proxy = line('proxy', [10, 30, 20]);

  it('show medians with ranges, with a row for each system and a column for each figure', () => {
    const memory = { ...proxy, figure: 'memory', unit: '', samples: [7] };
    expect(tables([line('ours', [1, 3, 2]), memory, proxy])).toBe(
      [
        '### a token',
        '',
        '|  | processor time | memory |',
        '| --- | ---: | ---: |',
        '| ours | 2 µs (1–3) |  |',
        '| proxy | 20 µs (10–30) | 7 |',
      ].join('\n'),
    );
  });

  it.each<[Goal, boolean, string]>([
    [{ atMost: 24 }, true, '24 µs, wanted at most 24 µs'],
    [{ atMost: 23 }, false, '24 µs, wanted at most 23 µs'],
    [{ atLeast: 24 }, true, '24 µs, wanted at least 24 µs'],
    [{ atMost: 1.2, of: 'proxy' }, true, '1.2 × proxy, wanted at most 1.2 × proxy'],
    [{ atLeast: 1.3, of: 'proxy' }, false, '1.2 × proxy, wanted at least 1.3 × proxy'],
  ])('hold a line to %j: %s', (goal, holds, text) => {
    const [verdict] = verdicts([line('ours', [24, 1, 100], goal), proxy]);
    expect(verdict).toMatchObject({ holds, text: `ours, processor time: ${text}` });
  });

  it('compare only lines of the same work and figure', () => {
    const goal = { atMost: 1, of: 'proxy' };
    expect(() => verdicts([line('ours', [1], goal), { ...proxy, figure: 'memory' }])).toThrow(/to compare with/);
  });
});

describe('limits', () => {
  it('are named if the machine or its clients were busy above the limit in the median', () => {
    const figures = new Figures('a token');
    for (const machine of [0.8, 0.95, 1]) figures.addLoad('ours', { machine, clients: 0.5 });
    for (const clients of [0.7, 0.85, 0.9]) figures.addLoad('proxy', { machine: 0.9, clients });
    expect(limits(figures.lines())).toEqual([
      'a token: machine busy up to 95 %',
      'a token: busiest client process up to 85 %',
    ]);
  });
});

describe('repetitions', () => {
  it('alternate the order, so that no system is always the first', async () => {
    const order: string[] = [];
    await alternate(['a', 'b', 'c'], 3, async (system) => void order.push(system));
    expect(order.join('')).toBe('abccbaabc');
  });

  it('collect the samples of each system and figure', () => {
    const figures = new Figures('a token');
    for (const value of [1, 2]) figures.add('ours', 'processor time', 'µs', value);
    figures.goal('ours', 'processor time', { atMost: 3 });
    expect(figures.lines()).toEqual([line('ours', [1, 2], { atMost: 3 })]);
    expect(() => figures.goal('ours', 'memory', { atMost: 3 })).toThrow('no memory of ours');
  });
});

describe('stamps', () => {
  it('have an age, from their making to their arrival', () => {
    const text = `42["e",{"text":"${stamp()}and ${stamp()}"}]`;
    const ages = agesOf(text, now() + 50);
    expect(ages).toHaveLength(2);
    for (const age of ages) expect(age).toBeGreaterThan(49);
  });
});
