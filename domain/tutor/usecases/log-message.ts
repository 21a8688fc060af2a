import { autoLog } from './auto-log.ts';
import { followEdit } from './follow-edit.ts';
import { MAX_ACTS, readActs, turn } from './read-acts.ts';
import type { Asked, Gathered, TutorDeps } from './reply-writing.ts';

/**
 * Logs what a message tells of and adds it to what is gathered. Returns words for what that changed, for the tutor to pass
 * on. After an edit, what earlier versions had logged follows the new words first [AL4].
 */
export async function logMessage(deps: TutorDeps, asked: Asked, gathered: Gathered): Promise<string[]> {
  const { reply, message, time, otherVersions, isNewest, context, preferences } = asked;
  if (!isNewest) return [];
  const { detections, hasMore } = await readActs(message, context, preferences.units);
  gathered.detections = detections;
  if (otherVersions.length > 0) await followEdit(deps, asked, detections);
  const feedback: string[] = [];
  for (const detection of detections) {
    const logged = await autoLog(deps, reply, time, detection);
    await turn();
    if (!logged) continue;
    gathered.autoLogged.set(logged.entry.id, logged.entry);
    if (logged.memory) gathered.memories.push(logged.memory);
    feedback.push(...logged.feedback);
  }
  return hasMore ? [...feedback, NOT_ALL] : feedback;
}

const NOT_ALL = `Only the first ${MAX_ACTS} things of this message are logged. Send the rest in another message.`;
