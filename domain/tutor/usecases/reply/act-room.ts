import { MAX_ACTS } from '../../rules/act-limit.ts';
import type { Detection } from '../../rules/autolog.ts';
import type { AskedMaterial } from '../../stores.ts';
import { sourceKeyOf } from './acts/auto-log.ts';

/** Return whether an act may be logged. A new act counts towards the limit. */
export type ActRoom = (detection: Detection) => boolean;

/**
 * Return a function that limits the acts logged from one message [AL1]. Acts that were logged before still count, even
 * if their entries were undone or deleted since, so that a regeneration logs no other acts instead.
 */
export function actRoom(
  messageId: string,
  { entries, corrected }: Pick<AskedMaterial, 'entries' | 'corrected'>,
): ActRoom {
  const keys = new Set(entries.flatMap(({ sourceKey }) => sourceKey ?? []));
  const corrections = new Set(
    corrected.flatMap(({ history = [] }) =>
      history.flatMap((edit) => (edit.messageId === messageId ? (edit.quoteStart ?? []) : [])),
    ),
  );
  return (detection) => {
    const key = sourceKeyOf(messageId, detection);
    if (keys.has(key) || (detection.corrects && corrections.has(detection.quoteStart))) return true;
    if (keys.size + corrections.size >= MAX_ACTS) return false;
    keys.add(key);
    return true;
  };
}
