import type { ProgressEntry } from '../../training/contract/progress.ts';
import type { Memory } from '../contract/memory.ts';

interface Told {
  autoLogged: readonly ProgressEntry[];
  memoryUpdates?: readonly Memory[];
}

interface Named {
  autoLoggedIds: string[];
  memoryUpdateIds?: string[];
}

/**
 * Limit the data of a reply's last event to at most `maxBytes` [S7]. It contains the ids of all entries and memories,
 * and the first entries and memories in full, as many as fit. Every entry and memory also had an event of its own, and
 * `progress.list` and `memory.list` return it in full.
 */
export function fitToEvent<T extends Told>(told: T, maxBytes: number): T & Named {
  const { autoLogged, memoryUpdates } = told;
  const bare = {
    ...told,
    autoLogged: [],
    autoLoggedIds: idsOf(autoLogged),
    ...(memoryUpdates && { memoryUpdates: [], memoryUpdateIds: idsOf(memoryUpdates) }),
  };
  const room = maxBytes - bytesOf(bare);
  const entries = withinBytes(autoLogged, room);
  const left = room - bytesOf(entries);
  return { ...bare, autoLogged: entries, ...(memoryUpdates && { memoryUpdates: withinBytes(memoryUpdates, left) }) };
}

/**
 * Keep the items of a list that fit into `maxBytes` bytes of JSON, in order. An item that is too large is skipped for
 * the next one.
 */
export function withinBytes<T extends object>(list: readonly T[], maxBytes: number): T[] {
  let left = maxBytes;
  return list.filter((one) => {
    const bytes = bytesOf(one) + ','.length;
    if (bytes > left) return false;
    left -= bytes;
    return true;
  });
}

const idsOf = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id);

const utf8 = new TextEncoder();
const bytesOf = (value: object): number => utf8.encode(JSON.stringify(value)).length;
