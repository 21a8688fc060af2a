import type { Quantity, SetInput } from '../../../../training/contract/quantity.ts';
import type { DisplayUnits } from '../../../../training/rules/units.ts';
import type { ExerciseKind } from '../language/exercises.ts';
import { dimension } from '../language/measures.ts';
import type { Measure } from '../language/measures.ts';
import { countsSets } from '../language/pieces.ts';
import type { Piece } from '../language/pieces.ts';
import { isPlausible, setsOf } from './rows.ts';
import type { Row } from './rows.ts';

/** The sets that the numbers about one exercise describe. */
interface Scheme {
  sets: SetInput[];
  /** Whether a weight or distance had no unit, so that the user's own unit was assumed. */
  bareUnit: boolean;
  /** Whether something can be read in another way too: a range, `5x100`, `ran 5`. */
  ambiguous: boolean;
}

/** A first factor above this number is a weight, because nobody does 135 sets of 8 (`135x8`). */
const MOST_SETS_IN_PRODUCT = 10;
/** A second factor above this number is a weight: `5x100`. */
const MOST_REPS_IN_PRODUCT = 50;

interface Reading {
  kind: ExerciseKind;
  units: DisplayUnits;
  rows: Row[];
  bareUnit: boolean;
  ambiguous: boolean;
}

/** Read the pieces about one exercise in order. Return undefined if they don't say what was done. */
export function schemeOf(pieces: readonly Piece[], kind: ExerciseKind, units: DisplayUnits): Scheme | undefined {
  const reading: Reading = { kind, units, rows: [], bareUnit: false, ambiguous: false };
  pieces.forEach((piece, index) => read(reading, piece, pieces[index + 1]));
  const sets = setsOf(reading.rows);
  const ambiguous =
    reading.ambiguous ||
    // The `s` may mean pounds and not seconds, as in `db bench 50s 3x10`.
    (kind === 'weighted' && reading.rows.some((row) => row.duration !== undefined && row.reps !== undefined)) ||
    reading.rows.some((row) => row.sets !== undefined && (row.reps?.length ?? 1) > 1 && row.sets !== row.reps?.length);
  if (kind === 'cardio' && sets.some((set) => set.reps !== undefined)) return undefined;
  return isPlausible(sets) ? { sets, bareUnit: reading.bareUnit, ambiguous } : undefined;
}

function read(reading: Reading, piece: Piece, next: Piece | undefined): void {
  switch (piece.type) {
    case 'product':
      return readProduct(reading, piece.factors);
    case 'sets':
      return void (rowWithout(reading, 'sets').sets = piece.count);
    case 'reps':
      return readReps(reading, piece.measure);
    case 'bodyweight':
      // `bench +2.5kg` means "more than before" and not a load added to bodyweight.
      if (piece.signed && reading.kind === 'weighted') return void (reading.ambiguous = true);
      return readWeight(reading, piece.weight);
    case 'rpe':
    case 'rir':
      for (const row of reading.rows) row[piece.type] ??= piece.value;
      return;
    case 'measure':
      return readMeasure(reading, piece.measure, piece.role, next);
    default:
  }
}

function readMeasure(reading: Reading, measure: Measure, role: string, next: Piece | undefined): void {
  const [value = 0] = measure.values;
  const what = measure.clock === undefined ? dimension(measure.unit) : 'duration';
  if (measure.range) reading.ambiguous = true;
  if (what === 'weight') readWeight(reading, { value, unit: measure.unit ?? reading.units.weight });
  else if (what === 'distance') rowWithout(reading, 'distance').distance = { value, unit: measure.unit ?? 'm' };
  else if (what === 'duration') rowWithout(reading, 'duration').duration = { value, unit: measure.unit ?? 's' };
  else if (!measure.ratio) readBare(reading, measure, role, next);
}

/** Read a number without a unit. Its meaning follows from the word before it, its position and the exercise. */
function readBare(reading: Reading, measure: Measure, role: string, next: Piece | undefined): void {
  const [value = 0] = measure.values;
  const row = reading.rows.at(-1);
  const weighted = reading.kind === 'weighted' || reading.kind === 'bodyweight';
  if (/^(?:at|@|with|using)$/.test(role)) {
    if (role === '@' && value <= 10 && row?.weight) row.rpe = value;
    else if (weighted) readBareWeight(reading, value);
  } else if (reading.kind === 'cardio') {
    if (role !== '' || value > 100 || row) return;
    reading.bareUnit = true;
    reading.ambiguous = true;
    rowWithout(reading, 'distance').distance = { value, unit: reading.units.distance };
  } else if (reading.kind === 'timed') return;
  else if (
    reading.kind === 'weighted' &&
    next?.type === 'exercise' &&
    value > MOST_REPS_IN_PRODUCT &&
    !isPlural(next.exercise.name)
  )
    readBareWeight(reading, value);
  else if (/^(?:for|of|x)$/.test(role) || next?.type === 'exercise') readReps(reading, measure);
  else if (row?.reps && !row.weight && reading.kind === 'weighted') readBareWeight(reading, value);
  else if (/^(?:for|x)$/.test(next?.role ?? '') || next?.type === 'reps') readBareWeight(reading, value);
  else if (reading.kind === 'weighted' && !row && countsSets(next)) readBareWeight(reading, value);
  else if (row?.weight && !row.reps) readReps(reading, measure);
  else if (reading.kind === 'bodyweight') readReps(reading, measure);
  else if (measure.values.length > 1) readReps(reading, measure);
  else {
    // In `60kg 8 8 7` and `100kg 5 3` this is one more number of repetitions. In other places nothing explains the
    // number, so the whole reading is uncertain.
    reading.ambiguous = true;
    if (row?.weight && row.reps && row.sets === undefined) row.reps = [...row.reps, value];
  }
}

/** A bare number before a plural name counts repetitions (`100 squats`). Before a singular name it is a weight (`405 deadlift`). */
const isPlural = (name: string) => /[^s]s$/.test(name);

function readBareWeight(reading: Reading, value: number): void {
  reading.bareUnit = true;
  readWeight(reading, { value, unit: reading.units.weight });
}

/** Set the weight of every row that has none. In `8, 7, 6 at 60 kg` the weight belongs to each of the rows. */
function readWeight(reading: Reading, weight: Quantity): void {
  const open = reading.rows.filter((row) => row.weight === undefined);
  if (open.length === 0) reading.rows.push({ weight });
  else for (const row of open) row.weight = weight;
}

function readReps(reading: Reading, measure: Measure): void {
  if (measure.range) reading.ambiguous = true;
  rowWithout(reading, 'reps').reps = measure.range ? measure.values.slice(0, 1) : measure.values;
}

function readProduct(reading: Reading, factors: readonly Measure[]): void {
  const [first, second, third] = factors;
  if (!first || !second) return;
  // `135/145 x 8/6` names more than one weight.
  if (first.ratio) return;
  if (factors.some((factor) => factor.range)) reading.ambiguous = true;
  const [a = 0, b = 0] = [first.values[0], second.values[0]];
  const row: Row = {};
  const isWeight = (measure: Measure | undefined) => dimension(measure?.unit) === 'weight';
  const load = (measure: Measure): Quantity => ({ value: measure.values[0] ?? 0, unit: measure.unit ?? bare(reading) });
  const timeOrWay = dimension(second.unit);
  const each = dimension(first.unit);
  if (
    isWeight(first) ||
    (first.unit === undefined &&
      !isWeight(third) &&
      third?.unit === undefined &&
      beginsWithWeight(reading, a, b, second))
  ) {
    Object.assign(row, { weight: load(first), reps: repsOf(second) });
    if (third) row.sets = third.values[0] ?? 1;
  } else if (isWeight(second)) Object.assign(row, { reps: repsOf(first), weight: load(second) });
  else if ((each === 'duration' || each === 'distance') && second.unit === undefined && !third) {
    if (reading.kind === 'weighted') reading.ambiguous = true;
    Object.assign(row, { sets: b, [each]: { value: a, unit: first.unit } });
  } else if (timeOrWay === 'duration' || timeOrWay === 'distance') {
    Object.assign(row, { sets: a, [timeOrWay]: { value: b, unit: second.unit } });
  } else if (third === undefined && b > MOST_REPS_IN_PRODUCT && reading.kind === 'weighted') {
    reading.ambiguous = true;
    Object.assign(row, { reps: repsOf(first), weight: load(second) });
  } else {
    Object.assign(row, { sets: a, reps: repsOf(second) });
    if (third) row.weight = load(third);
  }
  const waiting = reading.rows.at(-1);
  // In `135 for 3x8` the weight comes before the sets.
  if (waiting && waiting.reps === undefined && waiting.sets === undefined && row.weight === undefined)
    Object.assign(waiting, row);
  else reading.rows.push(row);
}

/**
 * Return whether the first factor is a weight: `135x8` is weight × reps, `3x8` is sets × reps. A number from 11 to 19
 * is a weight if it is at least as large as the second factor.
 */
function beginsWithWeight(reading: Reading, a: number, b: number, second: Measure): boolean {
  if (second.unit !== undefined || reading.kind === 'timed') return false;
  if (a <= MOST_SETS_IN_PRODUCT) return false;
  if (a < 20 && a >= b) reading.ambiguous = true;
  return a >= 20 || a >= b;
}

function bare(reading: Reading): 'kg' | 'lb' {
  reading.bareUnit = true;
  return reading.units.weight;
}

const repsOf = (measure: Measure) => (measure.range ? measure.values.slice(0, 1) : measure.values);

/** Return the last row, or a new row if the last one has this field already. */
function rowWithout(reading: Reading, field: keyof Row): Row {
  const last = reading.rows.at(-1);
  if (last && last[field] === undefined) return last;
  const row: Row = {};
  reading.rows.push(row);
  return row;
}
