import type { ProgressEntry } from '../../training/contract/progress.ts';
import type { Memory } from '../contract/memory.ts';

interface Told {
  autoLogged: readonly ProgressEntry[];
  memoryUpdates?: readonly Memory[];
}

/**
 * The end of a reply as an event of at most `maxBytes` tells it [S7]: entries and memories as far as they fit, the first
 * ones first. `autoLoggedIds` names all entries: each was told by an event of its own, and chat.history has it whole.
 */
export function sayable<T extends Told>(told: T, maxBytes: number): T & { autoLoggedIds: string[] } {
  const bare = {
    ...told,
    autoLogged: [],
    ...(told.memoryUpdates && { memoryUpdates: [] }),
    autoLoggedIds: told.autoLogged.map(({ id }) => id),
  };
  let room = maxBytes - bytesOf(bare);
  const fits = (one: object): boolean => {
    const bytes = bytesOf(one) + ','.length;
    if (bytes > room) return false;
    room -= bytes;
    return true;
  };
  return {
    ...bare,
    autoLogged: told.autoLogged.filter(fits),
    ...(told.memoryUpdates && { memoryUpdates: told.memoryUpdates.filter(fits) }),
  };
}

const bytesOf = (value: object): number => new TextEncoder().encode(JSON.stringify(value)).length;
