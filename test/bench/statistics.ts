/**
 * Return the median. For an even number of values it is the mean of the middle two.
 * @throws RangeError if there are no values
 */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values have a median');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

/**
 * Return the quantile by the nearest-rank method: sort the values and return the one at the rank `share` × their
 * number, rounded up. Return NaN if there are no values.
 */
export function quantile(values: readonly number[], share: number): number {
  const rank = Math.max(1, Math.ceil(share * values.length));
  return values.toSorted((a, b) => a - b)[rank - 1] ?? NaN;
}

/**
 * Format a number with three significant digits and at most three decimals, because measured figures are not more
 * exact.
 */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const magnitude = Math.floor(Math.log10(Math.abs(value) || 1));
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.min(3, Math.max(0, 2 - magnitude)) });
}
