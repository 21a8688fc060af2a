import type { ProgressEntry } from '../contract/progress.ts';
import { MAX_HISTORY } from '../rules/edit.ts';
import type { ProgressRow } from '../stores.ts';

type Stored = ProgressEntry & Partial<ProgressRow>;

/**
 * Returns an entry as its owner sees it: with the values that edits replaced [M4], and without the fields that only the
 * store needs.
 */
export function entryForOwner(row: Stored): ProgressEntry {
  const { localDay: _day, exerciseKey: _key, sourceKey: _source, deletedAt, erasedAt: _erased, ...entry } = row;
  if (entry.status === 'undone' || deletedAt !== undefined) return withoutWords(entry);
  return entry.history ? { ...entry, history: newest(entry.history) } : entry;
}

/**
 * Returns as many of the newest edits as fit into an answer. Each edit contains the value that it replaced, so the
 * history of an entry that is edited often can be large [B1].
 */
function newest(history: NonNullable<ProgressEntry['history']>): NonNullable<ProgressEntry['history']> {
  let left = MAX_HISTORY;
  return history
    .toReversed()
    .filter((edit) => (left -= JSON.stringify(edit).length) >= 0)
    .toReversed();
}

/** Returns an undone or deleted entry without its content. Only its existence and its times are shown [ER2]. */
function withoutWords(entry: ProgressEntry): ProgressEntry {
  const { notes: _notes, quote: _quote, history: _edits, needsAttention: _attention, ...rest } = entry;
  return { ...rest, data: {}, metrics: {}, redacted: true };
}

/**
 * Returns an entry as it is put into events and messages. The history is left out, because it grows with each edit
 * while the size of an event is limited [S7].
 */
export function entryForEvent(row: Stored): ProgressEntry {
  const { history: _edits, ...entry } = entryForOwner(row);
  return entry;
}
