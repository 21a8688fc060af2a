import type { ActivityDataInput } from '../../../training/contract/progress.ts';
import type { QuantityInput, SetInput } from '../../../training/contract/quantity.ts';
import { dimensionOf, readQuantity, siNumber } from '../../../training/rules/units.ts';
import type { DisplayUnits } from '../../../training/rules/units.ts';
import type { Setting } from './acts/context.ts';
import type { JudgedClause } from './language/judge.ts';
import { measureAt, unitAt } from './language/measures.ts';
import type { Measure } from './language/measures.ts';
import type { Span } from './types.ts';

/** A number in the message, with the unit that the message gives it. */
interface Said {
  value: number;
  unit?: Measure['unit'] | 'bodyweight';
  /** Whether the value is a time in seconds, written as `27:30` or `1h05`. */
  time?: true;
}

/** Return the numbers in a part of a message, but only from clauses that may report an act. */
export function saidIn(clauses: readonly JudgedClause[], { start, end }: Span, units: DisplayUnits): Said[] {
  return clauses
    .filter((clause) => clause.mood === undefined)
    .flatMap((clause) => {
      const inside = clause.tokens
        .map((token, index) => ({ token, index }))
        .filter(({ token }) => token.start >= start && token.end <= end);
      return inside.flatMap(({ token, index }): Said[] => {
        const signed = clause.pieces.some((piece) => piece.type === 'bodyweight' && piece.from === index);
        if (signed || token.text === 'bw' || token.text.startsWith('bodyweight'))
          return bodyweightSaid(clause, index, units);
        if (token.kind !== 'number') return [];
        const unit = unitAt(clause.tokens, index + 1);
        const measure = measureAt(clause.tokens, index);
        const all = token.clock === undefined ? (token.values?.all ?? [token.value ?? 0]) : [];
        const seconds = measure === undefined ? token.clock : secondsOf(measure);
        const percent =
          clause.tokens[index + 1]?.text === '%' || clause.tokens[index + 1]?.text === 'percent'
            ? [{ value: 100 }]
            : [];
        return [
          ...all.map((value) => ({ value, unit })),
          ...(seconds === undefined ? [] : [{ value: seconds, time: true as const }]),
          ...percent,
        ];
      });
    });
}

export function saidByContext({ weight, reps, sets }: Setting): Said[] {
  const counts = [reps, sets].flatMap((value) => (value === undefined ? [] : [{ value }]));
  return weight === undefined ? counts : [{ value: weight.value, unit: weight.unit as Said['unit'] }, ...counts];
}

function bodyweightSaid(clause: JudgedClause, index: number, units: DisplayUnits): Said[] {
  const piece = clause.pieces.find((each) => each.from <= index && index < each.to);
  if (piece?.type === 'bodyweight') return [{ value: piece.weight.value, unit: 'bodyweight' }];
  const reading = readQuantity('bw', 'weight', units.weight);
  return reading.state === 'read' ? [{ value: reading.quantity.value, unit: 'bodyweight' }] : [];
}

function secondsOf({ values, unit, clock }: Measure): number | undefined {
  const [value = 0] = values;
  if (clock !== undefined) return clock;
  return unit === 'h' || unit === 'min' || unit === 's' ? siNumber({ value, unit }) : undefined;
}

/**
 * Return what the data contain but nobody said, in words, or undefined if everything was said [AL2]. A time may be said
 * in another unit, but a weight or a distance may not.
 */
export function unsaidIn(data: ActivityDataInput, said: readonly Said[], spoken: string): string | undefined {
  const hasNumber = (value: number) => said.some((each) => each.value === value);
  const number = (value: number | undefined, name: string) =>
    value === undefined || hasNumber(value) ? undefined : `${name} ${value}`;
  if ('score' in data)
    return number(data.score, 'score') ?? number(data.outOf, 'outOf') ?? timeUnsaid(data.minutes, said);
  if (!('exercise' in data))
    return timeUnsaid(data.minutes, said) ?? ('mood' in data ? number(data.mood, 'mood') : undefined);
  if (!Array.isArray(data.sets)) return `sets ${data.sets}`;
  const fields = (set: SetInput) =>
    number(set.reps, 'reps') ??
    number(set.rpe, 'rpe') ??
    number(set.rir, 'rir') ??
    timeUnsaid(set.restSeconds === undefined ? undefined : set.restSeconds / 60, said) ??
    (set.tempo !== undefined && !spoken.includes(set.tempo.toLowerCase()) ? `tempo ${set.tempo}` : undefined) ??
    quantityUnsaid(set.weight, said) ??
    quantityUnsaid(set.distance, said) ??
    quantityUnsaid(set.duration, said);
  for (const set of data.sets) {
    const unsaid = fields(set);
    if (unsaid !== undefined) return unsaid;
  }
  return runsUnsaid(data.sets, said);
}

/** Check the number of equal sets in a row: either the number was said, or each set was said separately. */
function runsUnsaid(sets: readonly SetInput[], said: readonly Said[]): string | undefined {
  let length = 0;
  for (const [index, set] of sets.entries()) {
    length += 1;
    const next = sets[index + 1];
    if (next && JSON.stringify(next) === JSON.stringify(set)) continue;
    const times = said.filter((each) => each.value === set.reps && each.unit === undefined).length;
    if (length > 1 && times < length && !said.some((each) => each.value === length && each.unit === undefined))
      return `${length} sets`;
    length = 0;
  }
  return undefined;
}

function timeUnsaid(minutes: number | undefined, said: readonly Said[]): string | undefined {
  if (minutes === undefined) return undefined;
  const seconds = minutes * 60;
  return said.some((each) => each.time && Math.abs(each.value - seconds) <= 0.6) ? undefined : `${minutes} minutes`;
}

function quantityUnsaid(quantity: QuantityInput | undefined, said: readonly Said[]): string | undefined {
  if (quantity === undefined) return undefined;
  if (typeof quantity === 'string') return quantity;
  const { value, unit } = quantity;
  if (dimensionOf(unit) === 'duration') return timeUnsaid(siNumber(quantity) / 60, said);
  return said.some(
    (each) => each.value === value && (each.unit === unit || (each.unit === undefined && unit !== 'bodyweight')),
  )
    ? undefined
    : `${value} ${unit}`;
}
