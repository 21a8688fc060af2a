import type { ActivityData, ExerciseData } from '../contract/progress.ts';
import type { Record } from '../contract/record.ts';
import { describeEntry } from './summary/entry.ts';
import { compareWithLastTime } from './summary/last-time.ts';
import { describeRecord, mostTelling } from './summary/record.ts';
import type { DisplayUnits } from './units.ts';

export { describeEntry } from './summary/entry.ts';
export { describeRecord } from './summary/record.ts';
export { summariseSession } from './summary/session.ts';

interface Reader {
  /** The IANA time zone for dates. */
  zone: string;
  units: DisplayUnits;
}

/**
 * Say in one sentence what a logged entry changed [PR5]: its most important record or, without a record, what was done
 * and how it compares with the same exercise last time. Only one record is named.
 */
export function summarise(
  data: ActivityData,
  records: readonly Record[],
  reader: Reader,
  previous?: ExerciseData,
): string {
  const record = mostTelling(records);
  if (record) return describeRecord(record, reader.zone, reader.units);
  const since = previous && 'sets' in data ? compareWithLastTime(data, previous, reader.units) : undefined;
  const done = describeEntry(data, reader.units);
  return since ? `${done}, ${since}` : done;
}
