import { invalid } from '../../../errors.ts';
import type { Quantity, Unit } from '../../contract/quantity.ts';
import { decimal, decimalText, divide, multiply } from './decimal.ts';

/** The units in which a person wants to see weights and distances. */
export interface DisplayUnits {
  weight: 'kg' | 'lb';
  distance: 'km' | 'mi';
}

export type Dimension = 'weight' | 'load' | 'distance' | 'duration';
export type SiUnit = 'kg' | 'm' | 's';

/** The exact factors by international agreement (1959 yard and pound, 1 mi = 5280 ft) [UN1]. */
const units: { readonly [U in Unit]: { dimension: Dimension; si: SiUnit; factor: string } } = {
  kg: { dimension: 'weight', si: 'kg', factor: '1' },
  lb: { dimension: 'weight', si: 'kg', factor: '0.45359237' },
  bodyweight: { dimension: 'load', si: 'kg', factor: '1' },
  m: { dimension: 'distance', si: 'm', factor: '1' },
  km: { dimension: 'distance', si: 'm', factor: '1000' },
  mi: { dimension: 'distance', si: 'm', factor: '1609.344' },
  s: { dimension: 'duration', si: 's', factor: '1' },
  min: { dimension: 'duration', si: 's', factor: '60' },
  h: { dimension: 'duration', si: 's', factor: '3600' },
};

/** The largest relative difference of two values that count as equal [UN2]. */
const TOLERANCE = 0.0005;
/** The number of decimals in conversions. It is enough to return every entry of up to nine decimals unchanged. */
const PLACES = 9;

/**
 * Return what a quantity measures. `load` is weight added to bodyweight. It can't be compared with a weight, because
 * the bodyweight is not known.
 */
export function dimensionOf(unit: Unit): Dimension {
  return units[unit].dimension;
}

/** Return the exact SI value as decimal text: 135 lb → `{ value: '61.23496995', unit: 'kg' }` [UN1]. */
export function toSi(quantity: Quantity): { value: string; unit: SiUnit } {
  const { factor, si } = units[quantity.unit];
  return { value: decimalText(multiply(decimal(quantity.value), decimal(factor))), unit: si };
}

/** Convert an SI value (kg, m or s) to a unit of the same dimension, to nine decimals. */
export function fromSi(value: number | string, unit: Unit): Quantity {
  return { value: Number(decimalText(divide(decimal(value), decimal(units[unit].factor), PLACES))), unit };
}

/** Return the SI value as a number, for sums and comparisons. */
export function siNumber(quantity: Quantity): number {
  return Number(toSi(quantity).value);
}

/**
 * Convert a quantity to another unit of the same dimension.
 * @throws DomainError validation_failed if the units measure different things
 */
export function convert(quantity: Quantity, unit: Unit): Quantity {
  if (quantity.unit === unit) return quantity;
  requireSameDimension(quantity.unit, unit);
  return fromSi(toSi(quantity).value, unit);
}

/**
 * Compare two quantities in SI units: −1, 0 or 1. They are equal within 0.05 % [UN2].
 * @throws DomainError validation_failed if the units measure different things
 */
export function compare(a: Quantity, b: Quantity): -1 | 0 | 1 {
  requireSameDimension(a.unit, b.unit);
  return compareNumbers(siNumber(a), siNumber(b));
}

/** Compare two numbers that have the same unit: −1, 0 or 1. They are equal within 0.05 % [UN2]. */
export function compareNumbers(a: number, b: number): -1 | 0 | 1 {
  if (Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b))) return 0;
  return a < b ? -1 : 1;
}

function requireSameDimension(a: Unit, b: Unit): void {
  if (dimensionOf(a) !== dimensionOf(b))
    throw invalid({ path: 'unit', message: `${a} and ${b} do not measure the same thing` });
}
