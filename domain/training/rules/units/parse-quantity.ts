import { invalid } from '../../../errors.ts';
import type { Quantity, Unit } from '../../contract/quantity.ts';
import { convert } from './convert.ts';
import { readDuration } from './parse-duration.ts';
import { NUMBER, readNumber } from './parse-number.ts';

export type QuantityKind = 'weight' | 'distance' | 'duration';
/** The quantity that was read, or the words that could not be read. */
export type Reading = { state: 'read'; quantity: Quantity } | { state: 'unread'; words: string };

const weightUnits: { readonly [word: string]: 'kg' | 'lb' } = {
  ...named('lb', 'lb', 'lbs', 'pound', 'pounds', '#'),
  ...named('kg', 'kg', 'kgs', 'kilo', 'kilos', 'kilogram', 'kilograms', 'kilogramme', 'kilogrammes'),
};
const distanceUnits: { readonly [word: string]: 'm' | 'km' | 'mi' } = {
  ...named('m', 'm', 'meter', 'meters', 'metre', 'metres'),
  ...named('km', 'k', 'km', 'kms', 'kilometer', 'kilometers', 'kilometre', 'kilometres'),
  ...named('mi', 'mi', 'mile', 'miles'),
};
const distanceNames: { readonly [word: string]: Quantity } = {
  marathon: { value: 42.195, unit: 'km' },
  'half marathon': { value: 21.0975, unit: 'km' },
};

function named<U extends Unit>(unit: U, ...words: string[]): { [word: string]: U } {
  return Object.fromEntries(words.map((word) => [word, unit]));
}

const MEASURE = new RegExp(`^(${NUMBER})\\s*(.*)$`);
const BODYWEIGHT = /^(?:bw|body\s?weight)\s*(?:(\+|-|plus|minus)\s*(.+))?$/;
const MAX_VALUE = 1_000_000;
const MAX_ASSISTANCE_KG = 1_000;

/**
 * Read a quantity as people type it [UN3]: `135lbs`, `60 kilos`, `BW+20`, `5k`, `27:30`, `1h05`. A number without a
 * unit is in `defaultUnit`, and can't be read if there is none. A load added to bodyweight is stored in kg.
 */
export function readQuantity(text: string, kind: QuantityKind, defaultUnit?: Unit): Reading {
  const words = text.normalize('NFKC').replaceAll('−', '-').trim().toLowerCase().replace(/\s+/g, ' ');
  const quantity = readers[kind](words, defaultUnit);
  return quantity && inBounds(quantity) ? { state: 'read', quantity } : { state: 'unread', words: text.trim() };
}

/** Read a quantity, or throw `validation_failed` at `path` with the words that could not be read. */
export function parseQuantity(text: string, kind: QuantityKind, defaultUnit?: Unit, path = ''): Quantity {
  const reading = readQuantity(text, kind, defaultUnit);
  if (reading.state === 'read') return reading.quantity;
  throw invalid({ path, message: `could not read "${reading.words}" as a ${kind}, such as ${examples[kind]}` });
}

const examples = { weight: '135 lb, 61.2 kg or BW+20', distance: '5 km or 3.1 mi', duration: '45 min, 1h05 or 27:30' };

const readers = { weight: readWeight, distance: readDistance, duration: readDuration };

function readWeight(words: string, defaultUnit?: Unit): Quantity | undefined {
  const bodyweight = BODYWEIGHT.exec(words);
  if (!bodyweight) return readMeasure(words, weightUnits, defaultUnit);
  const [, sign, load] = bodyweight;
  if (load === undefined) return { value: 0, unit: 'bodyweight' };
  const added = readMeasure(load, weightUnits, defaultUnit === 'lb' ? 'lb' : 'kg');
  if (!added) return undefined;
  const { value } = convert(added, 'kg');
  return { value: sign === '-' || sign === 'minus' ? -value : value, unit: 'bodyweight' };
}

function readDistance(words: string, defaultUnit?: Unit): Quantity | undefined {
  const name = words.replace(/^an? /, '').replace('-', ' ');
  return Object.hasOwn(distanceNames, name) ? distanceNames[name] : readMeasure(words, distanceUnits, defaultUnit);
}

function readMeasure<U extends Unit>(
  words: string,
  units: { readonly [word: string]: U },
  defaultUnit?: Unit,
): Quantity | undefined {
  const [, number, unitText = ''] = MEASURE.exec(words) ?? [];
  if (number === undefined) return undefined;
  const word = unitText.replace(/\.$/, '');
  const unit = word === '' ? defaultUnit : Object.hasOwn(units, word) ? units[word] : undefined;
  return unit && { value: readNumber(number), unit };
}

function inBounds({ value, unit }: Quantity): boolean {
  return value <= MAX_VALUE && (value >= 0 || (unit === 'bodyweight' && value >= -MAX_ASSISTANCE_KG));
}
