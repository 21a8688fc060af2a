import type { Quantity } from '../../contract/quantity.ts';
import type { Record } from '../../contract/record.ts';
import { compare, convert, dimensionOf, format, formatNumber, fromSi, inUnits, siNumber } from '../units.ts';
import type { DisplayUnits } from '../units.ts';

/**
 * Return the most important record. Records of the heaviest weight come before all other kinds. Of these, the greatest
 * weight comes first, and at the same weight the record for the most reps.
 */
export function mostTelling(records: readonly Record[]): Record | undefined {
  return [...records].sort(
    (a, b) => rank(a) - rank(b) || siNumber(b.value) - siNumber(a.value) || classOf(b) - classOf(a),
  )[0];
}

const order = ['reps_at_weight', 'one_rep_max', 'fastest', 'farthest', 'longest', 'session_volume'];
const rank = ({ kind }: Record) => order.indexOf(kind);
const classOf = ({ kind }: Record) => Number(/^weight_(\d+)$/.exec(kind)?.[1] ?? 0);

/**
 * Describe a record: `Personal record: 135 lb × 8, up 10 lb from 5 November` [PR5]. The date is local to `zone`. The
 * year is added if it is not the year of the record. Weights and distances are shown as entered unless `units` are
 * given.
 */
export function describeRecord(record: Record, zone: string, units?: DisplayUnits): string {
  const value = shown(record.value, units);
  const previous = record.previous && { ...record.previous, value: shown(record.previous.value, units) };
  const what = describeWhat({ ...record, value }, units);
  if (!previous) return `Personal record: ${what}`;
  return `Personal record: ${what}, ${describeGain({ ...record, value, previous }, units)} ${dayOf(previous.at, record.at, zone)}`;
}

function describeWhat({ kind, value, reps, distance }: Record, units?: DisplayUnits): string {
  const amount = format(value, units?.weight);
  switch (kind) {
    case 'one_rep_max':
      return `estimated one-rep max ${amount}`;
    case 'reps_at_weight':
      return `${reps} reps at ${amount}`;
    case 'session_volume':
      return `most volume in a session, ${amount}`;
    case 'longest':
      return `longest, ${amount}`;
    case 'farthest':
      return `farthest, ${amount}`;
    case 'fastest':
      return distance ? `${format(shown(distance, units))} in ${amount}` : `fastest, ${amount}`;
    default:
      return `${amount} × ${reps}`;
  }
}

function describeGain(
  { kind, value, reps = 0, previous }: Record & { previous: { value: Quantity; reps?: number } },
  units?: DisplayUnits,
): string {
  if (kind === 'fastest') return `${difference(value, previous.value, units)} faster than on`;
  if (kind !== 'reps_at_weight') return `up ${difference(value, previous.value, units)} from`;
  const more = reps - (previous.reps ?? 0);
  // The earlier set may have been heavier. The text then names its weight too.
  return compare(previous.value, value) === 0
    ? `up ${more} from`
    : `more than ${previous.reps} at ${format(previous.value, units?.weight)} on`;
}

/** Return the difference without a sign, in the unit of `value`. */
function difference(value: Quantity, previous: Quantity, units?: DisplayUnits): string {
  const before = convert(previous, value.unit).value;
  if (value.unit === 'bodyweight') {
    const unit = units?.weight ?? 'kg';
    return `${formatNumber(fromSi(Math.abs(value.value - before), unit).value)} ${unit}`;
  }
  if (dimensionOf(value.unit) !== 'duration')
    return format({ value: Math.abs(value.value - before), unit: value.unit });
  return format({ value: Math.abs(siNumber(value) - siNumber(previous)), unit: 's' });
}

const shown = (quantity: Quantity, units?: DisplayUnits) => (units ? inUnits(quantity, units) : quantity);

function dayOf(instant: string, reference: string, zone: string): string {
  const yearOf = (at: string) =>
    new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: zone }).format(new Date(at));
  const year = yearOf(instant) === yearOf(reference) ? {} : { year: 'numeric' as const };
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', ...year, timeZone: zone }).format(
    new Date(instant),
  );
}
