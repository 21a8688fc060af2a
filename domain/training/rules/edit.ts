import { canonical } from '../../canonical.ts';
import type { Edit } from '../contract/edit.ts';

/** The place in a chat message of the words by which the user edited an entry. */
export type Words = Pick<Edit, 'messageId' | 'quoteStart'>;

/** The most characters of an entry's edits that are stored and shown. */
export const MAX_HISTORY = 32_768;

/** An entry with its edits and the time of its deletion. Times are ISO 8601 UTC. */
interface Edited {
  history?: Edit[];
  deletedAt?: string;
}

/**
 * Merge an edit into an entry field by field. For each field the later edit wins; of two edits made at the same time
 * the greater value wins. So every order of arrival gives the same result. The losing value is added to the history
 * [M4]. An edit made after the entry was deleted restores the entry.
 */
export function mergeEdit<E extends Edited>(entry: E, values: Partial<E>, editedAt: string, words: Words = {}): E {
  const history = [...(entry.history ?? [])];
  const after: E = { ...entry, history };
  for (const field of Object.keys(values) as (keyof E & string)[]) {
    const held = entry.history?.findLast((edit) => edit.field === field && !edit.lost);
    const lost = held !== undefined && !wins(editedAt, values[field], held.editedAt, entry[field]);
    const value = (lost ? values[field] : entry[field]) ?? null;
    history.push({ field, value, editedAt, ...(lost && { lost }), ...words });
    if (!lost) Object.assign(after, { [field]: values[field] ?? undefined });
    if (entry.deletedAt !== undefined && editedAt > entry.deletedAt) after.deletedAt = undefined;
  }
  return { ...after, history: kept(history) };
}

/**
 * Limit the history to the newest edits. Each edit contains the value that it replaced, so the history of an entry that
 * is edited often would become too large.
 */
function kept(history: readonly Edit[]): Edit[] {
  const needed = neededEdits(history);
  let left = MAX_HISTORY;
  return history
    .toReversed()
    .filter((edit) => {
      left -= JSON.stringify(edit).length;
      return left >= 0 || needed.has(edit);
    })
    .toReversed();
}

/**
 * Return the edits that are kept however old they are. For each field this is the edit that set its present value,
 * because merging compares with its time. It is also each edit that a chat message made, and the next edit of the same
 * field, because that one contains the value that the message set [AL4].
 */
function neededEdits(history: readonly Edit[]): Set<Edit> {
  const needed = new Set<Edit>();
  const latest = new Map<string, Edit>();
  for (const edit of history) {
    if (edit.messageId !== undefined) needed.add(edit);
    if (edit.lost) continue;
    if (latest.get(edit.field)?.messageId !== undefined) needed.add(edit);
    latest.set(edit.field, edit);
  }
  for (const edit of latest.values()) needed.add(edit);
  return needed;
}

/**
 * Merge a deletion into an entry. It wins over edits made before it, but if an edit was made after it, the entry is not
 * deleted.
 */
export function mergeDeletion<E extends Edited>(entry: E, deletedAt: string): E {
  const outlived = entry.history?.some((edit) => edit.editedAt > deletedAt) ?? false;
  return outlived || (entry.deletedAt ?? '') > deletedAt ? entry : { ...entry, deletedAt };
}

function wins(at: string, value: unknown, heldAt: string, held: unknown): boolean {
  return at === heldAt ? canonical(value ?? null) >= canonical(held ?? null) : at > heldAt;
}
