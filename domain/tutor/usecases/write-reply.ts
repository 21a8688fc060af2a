import { DomainError } from '../../errors.ts';
import type { ReplyRow } from '../stores.ts';
import { alreadyLogged } from './auto-log.ts';
import { converse } from './converse.ts';
import { currentExercise } from './current-exercise.ts';
import { logMessage } from './log-message.ts';
import { timeOfMessage } from './message-time.ts';
import type { Asked, Gathered, TextSink, TutorDeps, Written } from './reply-writing.ts';
import { promptFor, tutorContext } from './tutor-context.ts';

/** Writes one reply: logs what the message tells of, asks the model, runs its tools, and says the text as it comes. */
export async function writeReply(deps: TutorDeps, reply: ReplyRow, sink: TextSink): Promise<Written> {
  const asked = await readMessage(deps, reply);
  const earlier = await alreadyLogged(deps.read(), reply);
  const gathered: Gathered = {
    detections: [],
    autoLogged: new Map(earlier.map((entry) => [entry.id, entry])),
    memories: [],
    suggestions: [],
  };
  const feedback = await logMessage(deps, asked, gathered);
  const context = await tutorContext(deps, asked, [...gathered.autoLogged.values()], feedback);
  const messages = await promptFor(deps, asked, context, earlier);
  return converse(deps, asked, { messages, context }, gathered, sink);
}

async function readMessage(deps: TutorDeps, reply: ReplyRow): Promise<Asked> {
  const stores = deps.read();
  const message = await stores.messages.find(reply.messageId);
  if (!message) throw new DomainError('not_found', 'The message this reply answers is gone');
  const preferences = await stores.users.preferences(reply.userId);
  const otherVersions = (await stores.messages.versions(message.id)).filter((id) => id !== message.id);
  const time = await timeOfMessage(stores, message, otherVersions);
  const exercise = await currentExercise(stores, reply, time);
  return {
    reply,
    message: message.content,
    time,
    otherVersions,
    // Whoever goes back to an older version asks for another answer; the newest words stay what is logged.
    isNewest: otherVersions.every((id) => id < message.id),
    context: exercise ? { ...reply.context, currentExercise: exercise } : reply.context,
    preferences,
  };
}
