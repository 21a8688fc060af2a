import type { ProgressEntry } from '../contract/progress.ts';
import type { ProgressRow } from '../stores.ts';

type Stored = ProgressEntry & Partial<ProgressRow>;

/** An entry as events and messages tell of it: without its history, which grows with each edit while an event may not [S7]. */
export function shownEntry(row: Stored): ProgressEntry {
  const { history: _edits, ...entry } = entryWithHistory(row);
  return entry;
}

/** An entry as its owner reads it, with what edits replaced [M4], without what only the store needs. */
export function entryWithHistory(row: Stored): ProgressEntry {
  const { localDay: _day, exerciseKey: _key, sourceKey: _source, deletedAt: _deleted, ...entry } = row;
  return entry;
}
