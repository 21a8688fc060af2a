import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../domain/errors.ts';
import type { Unit } from '../../../domain/training/contract/quantity.ts';
import {
  compare,
  convert,
  format,
  fromSi,
  inUnits,
  parseQuantity,
  readQuantity,
} from '../../../domain/training/rules/units.ts';
import type { QuantityKind } from '../../../domain/training/rules/units.ts';
import { toSi } from '../../../domain/training/rules/units/convert.ts';

const unit = fc.constantFrom<Unit>('kg', 'lb', 'm', 'km', 'mi', 's', 'min', 'h', 'bodyweight');
const amount = fc.integer({ min: 0, max: 100_000_000 }).map((hundredths) => hundredths / 100);

describe('[UN1] exact conversion', () => {
  it('135 lb is 61.23496995 kg, and 1 mi is 1609.344 m', () => {
    expect(toSi({ value: 135, unit: 'lb' })).toEqual({ value: '61.23496995', unit: 'kg' });
    expect(toSi({ value: 1, unit: 'mi' })).toEqual({ value: '1609.344', unit: 'm' });
    expect(toSi({ value: 1e-7, unit: 'km' })).toEqual({ value: '0.0001', unit: 'm' });
    expect(toSi({ value: -0.5, unit: 'bodyweight' })).toEqual({ value: '-0.5', unit: 'kg' });
  });
  it('returns 135 lb that were entered as 135 lb', () => {
    expect(convert(convert({ value: 135, unit: 'lb' }, 'kg'), 'lb')).toEqual({ value: 135, unit: 'lb' });
  });
  it('restores every entry from its SI text', () => {
    fc.assert(fc.property(amount, unit, (value, of) => fromSi(toSi({ value, unit: of }).value, of).value === value));
  });
  it('shows weights and distances in the reader’s unit', () => {
    const american = { weight: 'lb', distance: 'mi' } as const;
    expect(format(inUnits({ value: 60, unit: 'kg' }, american))).toBe('132.28 lb');
    expect(format(inUnits({ value: 5, unit: 'km' }, american))).toBe('3.11 mi');
    expect(format(inUnits({ value: 400, unit: 'm' }, american))).toBe('400 m');
  });
  it('does not convert a weight into a distance', () => {
    expect(() => convert({ value: 1, unit: 'kg' }, 'm')).toThrow(DomainError);
  });
});

describe('[UN2] comparison in SI within 0.05 %', () => {
  it('61.2 kg equals 135 lb, 61.5 kg is more', () => {
    expect(compare({ value: 61.23, unit: 'kg' }, { value: 135, unit: 'lb' })).toBe(0);
    expect(compare({ value: 61.3, unit: 'kg' }, { value: 135, unit: 'lb' })).toBe(1);
    expect(compare({ value: 61.1, unit: 'kg' }, { value: 135, unit: 'lb' })).toBe(-1);
  });
  it('is antisymmetric', () => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const [x, y] = [
          { value: a, unit: 'kg' as const },
          { value: b, unit: 'lb' as const },
        ];
        return compare(x, y) + compare(y, x) === 0;
      }),
    );
  });
});

describe('[UN3] parsing what people type', () => {
  it.each<[string, QuantityKind, number, Unit]>([
    ['135lbs', 'weight', 135, 'lb'],
    ['135 lb', 'weight', 135, 'lb'],
    ['135 LBS.', 'weight', 135, 'lb'],
    ['1,000 pounds', 'weight', 1000, 'lb'],
    ['61.2kg', 'weight', 61.2, 'kg'],
    ['61,25 kg', 'weight', 61.25, 'kg'],
    ['60 kilos', 'weight', 60, 'kg'],
    ['bodyweight', 'weight', 0, 'bodyweight'],
    ['Body weight', 'weight', 0, 'bodyweight'],
    ['BW+20', 'weight', 20, 'bodyweight'],
    ['bw + 20 lb', 'weight', 9.0718474, 'bodyweight'],
    ['BW − 15 kg', 'weight', -15, 'bodyweight'],
    ['bodyweight plus 5kg', 'weight', 5, 'bodyweight'],
    ['5k', 'distance', 5, 'km'],
    ['5 km', 'distance', 5, 'km'],
    ['3.1 mi', 'distance', 3.1, 'mi'],
    ['a mile', 'distance', 1, 'mi'],
    ['1,500 m', 'distance', 1500, 'm'],
    ['half marathon', 'distance', 21.0975, 'km'],
    ['27:30', 'duration', 1650, 's'],
    ['1:05:00', 'duration', 3900, 's'],
    ['1h05', 'duration', 65, 'min'],
    ['1h 5min', 'duration', 65, 'min'],
    ['1 hour and 20 minutes', 'duration', 80, 'min'],
    ['2m30s', 'duration', 150, 's'],
    ['1.5 h', 'duration', 1.5, 'h'],
    ['half an hour', 'duration', 0.5, 'h'],
    ['45 min', 'duration', 45, 'min'],
    ['90s', 'duration', 90, 's'],
  ])('%s', (text, kind, value, of) => {
    expect(parseQuantity(text, kind)).toEqual({ value, unit: of });
  });
  it('reads a number without a unit only if a default unit is given', () => {
    expect(parseQuantity('135', 'weight', 'lb')).toEqual({ value: 135, unit: 'lb' });
    expect(parseQuantity('BW+20', 'weight', 'lb')).toEqual({ value: 9.0718474, unit: 'bodyweight' });
    expect(parseQuantity('30', 'duration', 'min')).toEqual({ value: 30, unit: 'min' });
    expect(readQuantity('135', 'weight')).toEqual({ state: 'unread', words: '135' });
  });
  it.each<[string, QuantityKind]>([
    ['heavy', 'weight'],
    ['-5 kg', 'weight'],
    ['135 lb or so', 'weight'],
    ['5 km', 'weight'],
    ['bw+', 'weight'],
    ['far', 'distance'],
    ['9999999 km', 'distance'],
    ['27:75', 'duration'],
    ['constructor', 'distance'],
    ['5 toString', 'weight'],
    ['', 'duration'],
  ])('refuses %s as a %s and names the text in the error', (text, kind) => {
    expect(readQuantity(text, kind)).toEqual({ state: 'unread', words: text });
    expect(() => parseQuantity(text, kind, undefined, 'data.weight')).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        details: [{ path: 'data.weight', message: expect.stringContaining(`"${text}"`) }],
      }),
    );
  });
  it('can read everything that it formats', () => {
    const written = fc.tuple(amount, fc.constantFrom<Unit>('kg', 'lb', 'bodyweight')).filter(([value]) => value <= 1e6);
    fc.assert(
      fc.property(written, ([value, of]) => {
        expect(parseQuantity(format({ value, unit: of }), 'weight')).toEqual({ value, unit: of });
      }),
    );
  });
});

describe('[UN1] format', () => {
  it.each<[number, Unit, string]>([
    [135, 'lb', '135 lb'],
    [4320.5, 'lb', '4,320.5 lb'],
    [20, 'bodyweight', 'bodyweight + 20 kg'],
    [-15, 'bodyweight', 'bodyweight − 15 kg'],
    [0, 'bodyweight', 'bodyweight'],
    [45, 's', '45 s'],
    [1650, 's', '27:30'],
    [3900, 's', '1:05:00'],
    [45, 'min', '45 min'],
    [1.5, 'h', '1:30:00'],
  ])('%d %s', (value, of, text) => {
    expect(format({ value, unit: of })).toBe(text);
  });
  it('shows a load in pounds if the reader uses pounds', () => {
    expect(format({ value: 9.0718474, unit: 'bodyweight' }, 'lb')).toBe('bodyweight + 20 lb');
  });
});
