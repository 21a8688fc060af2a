import { DomainError } from '../../../errors.ts';
import type { AskedMaterial, ReplyRow } from '../../stores.ts';
import { logActs } from './acts/log-acts.ts';
import { converse } from './converse.ts';
import { currentExercise, SAME_WORKOUT_MS } from './current-exercise.ts';
import { promptFor, tutorContext } from './tutor-context.ts';
import type { AnsweredMessage, ReplyOutcome, TextSink, TutorDeps } from './types.ts';

/**
 * Write one reply: log the activities in the message, ask the model, run its tools, and send the text as it arrives.
 */
export async function writeReply(deps: TutorDeps, reply: ReplyRow, sink: TextSink): Promise<ReplyOutcome> {
  const asked = await deps.read().replyMaterial.asked(reply, { exercisesSinceMs: SAME_WORKOUT_MS });
  if (!asked) throw new DomainError('not_found', 'The message this reply answers is gone');
  const answered = answeredOf(reply, asked);
  const draft = await logActs(deps, answered, asked);
  const { context, said } = await tutorContext(deps, answered, draft);
  const messages = await promptFor(deps, answered, { context, said }, draft.earlier);
  sink.asking();
  return converse(deps, answered, { messages, context }, draft, sink);
}

/** Return the answered message with everything that is needed to interpret it. */
function answeredOf(reply: ReplyRow, asked: AskedMaterial): AnsweredMessage {
  const { content, versions, first, zone, preferences, streakSettings, remembers } = asked;
  // An edit describes the same activities, whenever it is made or answered, so the time is that of the first version.
  const time = { messageId: first.id, at: first.createdAt, zone };
  const exercise = currentExercise(reply, asked, time);
  const { units, dayStartHour } = preferences;
  return {
    reply,
    message: content,
    time,
    otherVersions: versions,
    // An older version can be answered again, but only the newest version is logged.
    isNewest: versions.every((id) => id < reply.messageId),
    context: exercise ? { ...reply.context, currentExercise: exercise } : reply.context,
    preferences,
    learner: { userId: reply.userId, zone, units, dayStartHour, streakSettings },
    remembers,
  };
}
