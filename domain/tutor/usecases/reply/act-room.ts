import type { Stores } from '../../../areas/stores.ts';
import { MAX_ACTS } from '../../rules/act-limit.ts';
import type { Detection } from '../../rules/autolog.ts';
import type { ReplyRow } from '../../stores.ts';
import { sourceKeyOf } from './acts/auto-log.ts';

/** Whether an act may be logged; asking for a new one takes its place. */
export type ActRoom = (detection: Detection) => boolean;

/**
 * The room that a message has for more acts [AL1]. What was logged of it before, also undone or deleted since, has its
 * place: no regeneration logs others instead.
 */
export async function actRoom(stores: Stores, { userId, messageId }: ReplyRow): Promise<ActRoom> {
  const entries = await stores.progress.ofMessages(userId, [messageId]);
  const corrected = await stores.progress.correctedIn(userId, [messageId]);
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
