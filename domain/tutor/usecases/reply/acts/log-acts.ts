import { actRoom } from '../act-room.ts';
import type { AnsweredMessage, ReplyDraft, TutorDeps } from '../types.ts';
import { alreadyLogged, autoLog } from './auto-log.ts';
import { followEdit } from './follow-edit.ts';
import { readActs } from './read-acts.ts';

/**
 * Log the acts of a message and begin the draft of its reply with them. After an edit, the entries of earlier versions are
 * moved to the new words first [AL4].
 */
export async function logActs(deps: TutorDeps, answered: AnsweredMessage): Promise<ReplyDraft> {
  const { reply, message, time, otherVersions, isNewest, context, preferences } = answered;
  const acts = isNewest ? await readActs(message, context, preferences.units) : undefined;
  if (acts && otherVersions.length > 0) await followEdit(deps, answered, acts.detections);
  const earlier = await alreadyLogged(deps.read(), reply);
  const draft: ReplyDraft = {
    acts,
    hasRoomFor: await actRoom(deps.read(), reply),
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
