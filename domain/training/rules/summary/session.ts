import type { ProgressEntry } from '../../contract/progress.ts';
import type { Record } from '../../contract/record.ts';
import type { SessionSummary } from '../../contract/session.ts';
import type { Streak } from '../../contract/streak.ts';
import { formatNumber, fromSi } from '../units.ts';
import type { DisplayUnits } from '../units.ts';

interface SessionFacts {
  entries: readonly Pick<ProgressEntry, 'metrics'>[];
  records: Record[];
  streak?: Streak;
  /** The duration without pauses. */
  minutes: number;
  units: DisplayUnits;
}

/**
 * Sum up a session. The text leaves out what is zero: `45 min, 12 sets, 96 reps, 4,320 lb lifted, 2 personal records`.
 */
export function summariseSession({ entries, records, streak, minutes, units }: SessionFacts): SessionSummary {
  const total = (field: 'volume' | 'sets' | 'reps') =>
    entries.reduce((sum, { metrics }) => sum + (metrics[field] ?? 0), 0);
  const [volume, sets, reps] = [Math.round(total('volume') * 100) / 100, total('sets'), total('reps')];
  // A lift that breaks several kinds of record counts once.
  const recordEntries = new Set(records.map(({ entryId }) => entryId)).size;
  const text = [
    `${formatNumber(Math.round(minutes))} min`,
    count(sets, 'set'),
    count(reps, 'rep'),
    volume > 0 && `${formatNumber(Math.round(fromSi(volume, units.weight).value))} ${units.weight} lifted`,
    sets === 0 && count(entries.length, 'entry', 'entries'),
    count(recordEntries, 'personal record'),
  ];
  return {
    volume,
    sets,
    reps,
    entries: entries.length,
    minutes,
    records,
    ...(streak && { streak }),
    text: text.filter(Boolean).join(', '),
  };
}

function count(number: number, one: string, many = `${one}s`): string {
  return number === 0 ? '' : `${formatNumber(number)} ${number === 1 ? one : many}`;
}
