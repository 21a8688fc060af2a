import { DomainError } from '../../../errors.ts';
import type { ReplyRow } from '../../stores.ts';
import { logActs } from './acts/log-acts.ts';
import { converse } from './converse.ts';
import { currentExercise } from './current-exercise.ts';
import { timeOfMessage } from './message-time.ts';
import { promptFor, tutorContext } from './tutor-context.ts';
import type { AnsweredMessage, ReplyOutcome, TextSink, TutorDeps } from './types.ts';

/** Write one reply: log the acts of the message, ask the model, run its tools, and send the text as it comes. */
export async function writeReply(deps: TutorDeps, reply: ReplyRow, sink: TextSink): Promise<ReplyOutcome> {
  const answered = await findAnswered(deps, reply);
  const draft = await logActs(deps, answered);
  const context = await tutorContext(deps, answered, draft);
  const messages = await promptFor(deps, answered, context, draft.earlier);
  return converse(deps, answered, { messages, context }, draft, sink);
}

/** Read the message that the reply answers, and what its words are about. */
async function findAnswered(deps: TutorDeps, reply: ReplyRow): Promise<AnsweredMessage> {
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
    // An older version can be answered again, but only the newest is logged.
    isNewest: otherVersions.every((id) => id < message.id),
    context: exercise ? { ...reply.context, currentExercise: exercise } : reply.context,
    preferences,
  };
}
