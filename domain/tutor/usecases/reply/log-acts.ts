import { autoLog } from './auto-log.ts';
import { followEdit } from './follow-edit.ts';
import { MAX_ACTS, readActs, turn } from './read-acts.ts';
import type { AnsweredMessage, ReplyDraft, TutorDeps } from './types.ts';

/**
 * Logs what a message tells of and adds it to the draft. Returns words for what that changed, for the tutor to pass
 * on. After an edit, what earlier versions had logged follows the new words first [AL4].
 */
export async function logActs(deps: TutorDeps, answered: AnsweredMessage, draft: ReplyDraft): Promise<string[]> {
  const { reply, message, time, otherVersions, isNewest, context, preferences } = answered;
  if (!isNewest) return [];
  const { detections, hasMore } = await readActs(message, context, preferences.units);
  draft.detections = detections;
  if (otherVersions.length > 0) await followEdit(deps, answered, detections);
  const feedback: string[] = [];
  for (const detection of detections) {
    const logged = await autoLog(deps, reply, time, detection);
    await turn();
    if (!logged) continue;
    draft.autoLogged.set(logged.entry.id, logged.entry);
    if (logged.memory) draft.memories.push(logged.memory);
    feedback.push(...logged.feedback);
  }
  return hasMore ? [...feedback, NOT_ALL] : feedback;
}

const NOT_ALL = `Only the first ${MAX_ACTS} things of this message are logged. Send the rest in another message.`;
