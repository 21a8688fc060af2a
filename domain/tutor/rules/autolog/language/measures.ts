import type { Unit } from '../../../../training/contract/quantity.ts';
import type { Token } from './tokens.ts';

/** A number with its unit, as the text gives it. */
export interface Measure {
  values: number[];
  range: boolean;
  /** Whether the numbers are written as a ratio, such as `8/10`. */
  ratio: boolean;
  unit?: Exclude<Unit, 'bodyweight'>;
  /** A time such as `27:30`, in seconds, written without a unit. */
  clock?: number;
  /** The index of the token after the measure. */
  to: number;
}

const unitWords: ReadonlyMap<string, Measure['unit']> = new Map([
  ...named('kg', 'kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes'),
  ...named('lb', 'lb lbs pound pounds'),
  ...named('km', 'k km kms kilometer kilometers kilometre kilometres'),
  ...named('mi', 'mi mile miles'),
  ...named('m', 'm meter meters metre metres'),
  ...named('h', 'h hr hrs hour hours'),
  ...named('min', 'min mins minute minutes'),
  ...named('s', 's sec secs second seconds'),
]);

/** Words after a number which show that it counts something else, such as a time of day, days, pages or an ordinal. */
const NOT_COUNTED =
  /^(?:am|pm|o'clock|weeks?|days?|months?|years?|times?|calories|kcal|cals?|bpm|steps?|pages?|people|watts?|chapters?|lessons?|questions?|words|st|nd|rd|th|points?|percent|laps?|plates?|mph|kph|kmh|exercises|g|ml|l|floors?|flights?|stairs|friends|others|guys|yo|year-old|goals?|games?)$/;
/** Words before a number that make the number a name: `set 2`, `week 3`, `lesson 4`. */
const LABEL =
  /^(?:set|week|day|lesson|chapter|module|page|unit|part|round|level|step|exercise|question|version|phase|tempo|number|no|session|block|zone|season|episode|since|year|age|aged|top)$/;

/** Words after a number which show that it is a count after all and not a name. */
const COUNTED = /^(?:x|\*|by|of|sets?|reps?|rounds?|repetitions?)$/;

/** Read the number and unit at `index`, including compound times such as `1h05` and `5 min 30 s`. */
export function measureAt(tokens: readonly Token[], index: number): Measure | undefined {
  const token = tokens[index];
  if (token?.kind !== 'number' || isNotCounted(tokens, index)) return undefined;
  const values = token.values?.all ?? [token.value ?? 0];
  const form = { range: token.values?.form === 'range', ratio: token.values?.form === 'ratio' };
  if (token.clock !== undefined) return { values: [token.clock], ...form, clock: token.clock, to: index + 1 };
  const unit = unitAt(tokens, index + 1);
  if (unit === undefined) return { values, ...form, to: index + 1 };
  const longer = unit === 'h' || unit === 'min' ? compound(tokens, index, unit) : undefined;
  return { values, ...form, unit, to: index + 2, ...longer };
}

export function unitAt(tokens: readonly Token[], index: number): Measure['unit'] {
  const token = tokens[index];
  return token?.kind === 'word' ? unitWords.get(token.text) : undefined;
}

/** Return what a unit measures: weight, distance or duration. */
export function dimension(unit: Measure['unit']): 'weight' | 'distance' | 'duration' | undefined {
  if (unit === undefined) return undefined;
  if (unit === 'kg' || unit === 'lb') return 'weight';
  return unit === 'm' || unit === 'km' || unit === 'mi' ? 'distance' : 'duration';
}

/** Read hours with minutes, or minutes with seconds. */
function compound(
  tokens: readonly Token[],
  index: number,
  unit: 'h' | 'min',
): Pick<Measure, 'values' | 'unit' | 'to'> | undefined {
  const whole = tokens[index]?.value ?? 0;
  const and = tokens[index + 2]?.text === 'and' ? 1 : 0;
  const at = index + 2 + and;
  const part = tokens[at];
  if (part?.kind !== 'number' || part.clock !== undefined || part.values || (part.value ?? 60) >= 60) return undefined;
  const smaller = unit === 'h' ? 'min' : 's';
  const partUnit = tokens[at + 1]?.text === 'm' && unit === 'h' ? 'min' : unitAt(tokens, at + 1);
  const value = whole * 60 + (part.value ?? 0);
  if (partUnit === smaller) return { values: [value], unit: smaller, to: at + 2 };
  return part.glued && partUnit === undefined ? { values: [value], unit: smaller, to: at + 1 } : undefined;
}

function isNotCounted(tokens: readonly Token[], index: number): boolean {
  const [before, token, after, second] = [tokens[index - 1], tokens[index], tokens[index + 1], tokens[index + 2]];
  if (after?.kind === 'word' && NOT_COUNTED.test(after.text)) return true;
  if (after?.text === '%' || before?.text === '#' || before?.text === '$') return true;
  if (
    before?.kind === 'word' &&
    LABEL.test(before.text) &&
    !COUNTED.test(after?.text ?? '') &&
    !unitAt(tokens, index + 1)
  )
    return true;
  if (token?.clock !== undefined && /^(?:at|from|to|until|by|around|till|@)$/.test(before?.text ?? '')) return true;
  return isPace(token, after, second) || isRest(tokens, index) || isYear(before, token);
}

/** Return whether the number is a pace: `5:30/km`, `8 min per mile`, `5:30 pace`. */
function isPace(token: Token | undefined, after: Token | undefined, second: Token | undefined): boolean {
  const per = /^(?:\/|per|pace)$/;
  return (
    per.test(after?.text ?? '') ||
    (token?.kind === 'number' && unitWords.has(after?.text ?? '') && per.test(second?.text ?? ''))
  );
}

function isRest(tokens: readonly Token[], index: number): boolean {
  if (/^(?:rest|rested|resting|break|slept|sleep)$/.test(tokens[index - 1]?.text ?? '')) return true;
  const unit = unitAt(tokens, index + 1);
  return (
    dimension(unit) === 'duration' &&
    /^(?:rest|rests|break|breaks|between|breather|ago|later|late|early|left|remaining)$/.test(
      tokens[index + 2]?.text ?? '',
    )
  );
}

function isYear(before: Token | undefined, token: Token | undefined): boolean {
  const value = token?.value ?? 0;
  return before?.text === 'in' && Number.isInteger(value) && value >= 1900 && value <= 2100;
}

function named(unit: NonNullable<Measure['unit']>, words: string): [string, NonNullable<Measure['unit']>][] {
  return words.split(' ').map((word) => [word, unit]);
}
