import type { Quantity } from '../../contract/quantity.ts';
import { convert, dimensionOf, fromSi, siNumber } from './convert.ts';
import type { DisplayUnits } from './convert.ts';

/** Return the quantity in the unit that the reader prefers [UN1]. Metres and durations stay as they were entered. */
export function inUnits(quantity: Quantity, units: DisplayUnits): Quantity {
  if (dimensionOf(quantity.unit) === 'weight') return convert(quantity, units.weight);
  if (quantity.unit === 'km' || quantity.unit === 'mi') return convert(quantity, units.distance);
  return quantity;
}

/**
 * Return the quantity in words: `135 lb`, `61.2 kg`, `bodyweight + 20 kg`, `5 km`, `45 min`, `27:30`. `loadUnit` is the
 * unit for a load added to bodyweight.
 */
export function format(quantity: Quantity, loadUnit: 'kg' | 'lb' = 'kg'): string {
  if (quantity.unit === 'bodyweight') return formatLoad(quantity.value, loadUnit);
  if (dimensionOf(quantity.unit) === 'duration') return formatDuration(quantity);
  return `${formatNumber(quantity.value)} ${quantity.unit}`;
}

/** Return a number with at most two decimals and grouped thousands: `4,320.5`. */
export function formatNumber(value: number): string {
  const [whole = '0', fraction] = String(Math.round(Math.abs(value) * 100) / 100).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${value < 0 ? '−' : ''}${grouped}${fraction ? `.${fraction}` : ''}`;
}

function formatLoad(kg: number, unit: 'kg' | 'lb'): string {
  if (kg === 0) return 'bodyweight';
  const load = fromSi(Math.abs(kg), unit);
  return `bodyweight ${kg < 0 ? '−' : '+'} ${formatNumber(load.value)} ${unit}`;
}

function formatDuration(quantity: Quantity): string {
  const seconds = siNumber(quantity);
  if (quantity.unit === 'min' && Number.isInteger(quantity.value)) return `${formatNumber(quantity.value)} min`;
  if (quantity.unit === 'h' && Number.isInteger(quantity.value)) return `${formatNumber(quantity.value)} h`;
  return seconds < 60 ? `${formatNumber(seconds)} s` : formatClock(seconds);
}

function formatClock(seconds: number): string {
  const total = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
