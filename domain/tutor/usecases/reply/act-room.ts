import { MAX_ACTS } from '../../rules/act-limit.ts';
import type { Detection } from '../../rules/autolog.ts';
import type { AskedMaterial } from '../../stores.ts';
import { sourceKeyOf } from './acts/auto-log.ts';

/** Tells whether an activity may still be logged from the message. A new activity is counted towards the limit. */
export type ActRoom = (detection: Detection) => boolean;

/**
 * Return a function that limits how many activities are logged from one message [AL1]. Activities that were logged
 * before still count, even if their entries were undone or deleted since. Otherwise another reply to the message would
 * log other activities instead.
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
