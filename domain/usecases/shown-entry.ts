import type { ProgressEntry } from '../contract/progress.ts';
import type { ProgressRow } from '../stores.ts';

/** An entry as its owner sees it, without what only the store needs. */
export function shownEntry({
  localDay: _day,
  exerciseKey: _key,
  sourceKey: _source,
  deletedAt: _deleted,
  ...entry
}: ProgressRow): ProgressEntry {
  return entry;
}
