import type { AskedMaterial } from '../../../stores.ts';
import { actRoom } from '../act-room.ts';
import type { AnsweredMessage, ReplyDraft, TutorDeps } from '../types.ts';
import { autoLog, standing } from './auto-log.ts';
import { followEdit } from './follow-edit.ts';
import { readActs } from './read-acts.ts';

/**
 * Log the activities that a message reports, and return the draft of the reply that contains them. After an edit, the
 * entries of earlier versions are first attached to the new text [AL4].
 */
export async function logActs(
  deps: TutorDeps,
  answered: AnsweredMessage,
  asked: Pick<AskedMaterial, 'entries' | 'corrected'>,
): Promise<ReplyDraft> {
  const { reply, message, time, otherVersions, isNewest, context, preferences } = answered;
  const acts = isNewest ? await readActs(message, context, preferences.units) : undefined;
  let { entries, corrected } = asked;
  if (acts && otherVersions.length > 0) {
    await followEdit(deps, answered, acts.detections);
    const { progress } = deps.read();
    const { userId, messageId } = reply;
    [entries, corrected] = await Promise.all([
      progress.ofMessages(userId, [messageId]),
      progress.correctedIn(userId, [messageId]),
    ]);
  }
  const earlier = standing(entries);
  const draft: ReplyDraft = {
    acts,
    hasRoomFor: actRoom(reply.messageId, { entries, corrected }),
    earlier,
    autoLogged: new Map(earlier.map((entry) => [entry.id, entry])),
    notLogged: 0,
    feedback: [],
    memories: [],
    suggestions: [],
  };
  for (const detection of acts?.detections ?? []) {
    if (!draft.hasRoomFor(detection)) {
      draft.notLogged += 1;
      continue;
    }
    const logged = await autoLog(deps, reply, time, detection);
    if (!logged) continue;
    draft.autoLogged.set(logged.entry.id, logged.entry);
    if (logged.memory) draft.memories.push(logged.memory);
    draft.feedback.push(...logged.feedback);
  }
  return draft;
}
