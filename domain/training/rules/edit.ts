import { canonical } from '../../canonical.ts';
import type { Edit } from '../contract/edit.ts';

/** The position of the words in a message that made an edit. */
export type Words = Pick<Edit, 'messageId' | 'quoteStart'>;

/** The most characters of an entry's edits that are stored and shown. */
export const MAX_HISTORY = 32_768;

/** An entry with its edits and the time of its deletion. Times are ISO 8601 UTC. */
interface Edited {
  history?: Edit[];
  deletedAt?: string;
}

/**
 * Merge an edit field by field. The later edit wins; of two edits at the same time the greater value wins. So every
 * order of arrival gives the same result. The losing value stays in the history [M4]. An edit made after the deletion
 * restores the entry.
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

/** Return the newest edits, because each edit holds the value it replaced and an entry may be edited without end. */
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
 * Return the edits that stay however old they are: for each field the one that set its present value, which merging
 * needs; those that a message made; and the edit after each of these, which holds the value that the message set [AL4].
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

/** Merge a deletion. It wins over edits made before it, but an edit made after it keeps the entry. */
export function mergeDeletion<E extends Edited>(entry: E, deletedAt: string): E {
  const outlived = entry.history?.some((edit) => edit.editedAt > deletedAt) ?? false;
  return outlived || (entry.deletedAt ?? '') > deletedAt ? entry : { ...entry, deletedAt };
}

function wins(at: string, value: unknown, heldAt: string, held: unknown): boolean {
  return at === heldAt ? canonical(value ?? null) >= canonical(held ?? null) : at > heldAt;
}
