import type { ProgressEntry } from '../contract/progress.ts';
import { MAX_HISTORY } from '../rules/edit.ts';
import type { ProgressRow } from '../stores.ts';

type Stored = ProgressEntry & Partial<ProgressRow>;

/** An entry as its owner reads it: with what edits replaced [M4], without what only the store needs. */
export function entryForOwner(row: Stored): ProgressEntry {
  const { localDay: _day, exerciseKey: _key, sourceKey: _source, deletedAt, erasedAt: _erased, ...entry } = row;
  if (entry.status === 'undone' || deletedAt !== undefined) return withoutWords(entry);
  return entry.history ? { ...entry, history: newest(entry.history) } : entry;
}

/** The newest edits, as many as an answer has room for: every edit keeps the value it replaced, and a journal is edited often [B1]. */
function newest(history: NonNullable<ProgressEntry['history']>): NonNullable<ProgressEntry['history']> {
  let left = MAX_HISTORY;
  return history
    .toReversed()
    .filter((edit) => (left -= JSON.stringify(edit).length) >= 0)
    .toReversed();
}

/** What is shown of an entry that was taken back: that there was one, and when [ER2]. */
function withoutWords(entry: ProgressEntry): ProgressEntry {
  const { notes: _notes, quote: _quote, history: _edits, needsAttention: _attention, ...rest } = entry;
  return { ...rest, data: {}, metrics: {}, redacted: true };
}

/** An entry as events and messages carry it: without its history, which grows with each edit while an event may not [S7]. */
export function entryForEvent(row: Stored): ProgressEntry {
  const { history: _edits, ...entry } = entryForOwner(row);
  return entry;
}
