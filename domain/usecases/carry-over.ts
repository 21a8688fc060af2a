import { userStream } from '../call.ts';
import { canonical } from '../canonical.ts';
import type { Transactions, Tx } from '../ports.ts';
import type { Detection } from '../rules/autolog.ts';
import { normaliseExercise } from '../rules/exercise-names.ts';
import { normaliseActivity } from '../rules/sets.ts';
import type { ProgressRow, ReplyRow } from '../stores.ts';
import { sourceKeyOf } from './auto-log.ts';
import { reviseEntry } from './revise-entry.ts';
import { shownEntry } from './shown-entry.ts';
import { undoEntry } from './undo-entry.ts';

interface Deps {
  transactions: Transactions;
  now(): Date;
}

/**
 * A message that was edited tells what its other versions told, only differently [AL4]: entries that rest on their words
 * move to these, corrected where these say something else, and what is no longer told is undone. An entry the learner
 * took back moves too, and stays taken back. Once, whatever attempt does it: what was moved rests on no other version.
 */
export async function carryOver(deps: Deps, reply: ReplyRow, detections: Detection[]): Promise<void> {
  const { userId, messageId } = reply;
  await deps.transactions.run({ userId, streams: [userStream(userId)] }, async (tx) => {
    await tx.replies.fenced(reply.id, reply.fence);
    const others = (await tx.messages.versions(messageId)).filter((id) => id !== messageId);
    if (others.length === 0) return null;
    const told = [...detections];
    for (const entry of await tx.progress.ofMessages(userId, others)) {
      const index = told.findIndex((detection) => isSameAct(detection, entry));
      const [detection] = index === -1 ? [] : told.splice(index, 1);
      if (detection) await move(tx, reply, entry, detection, deps.now());
      else if (entry.status !== 'undone' && !entry.deletedAt) await undoEntry(tx, entry, deps.now());
    }
    return null;
  });
}

function isSameAct({ activityType, data }: Detection, entry: ProgressRow): boolean {
  const key = 'exercise' in data ? normaliseExercise(data.exercise).key : undefined;
  return activityType === entry.activityType && key === entry.exerciseKey;
}

async function move(tx: Tx, reply: ReplyRow, entry: ProgressRow, detection: Detection, now: Date): Promise<void> {
  const { quote, quoteStart, needsAttention, data } = detection;
  const { messageId, userId } = reply;
  const sourceKey = sourceKeyOf(messageId, detection);
  const moved: ProgressRow = {
    ...entry,
    messageId,
    quote,
    quoteStart,
    needsAttention,
    sourceKey,
    updatedAt: now.toISOString(),
  };
  await tx.progress.save(moved);
  if (moved.status === 'undone' || moved.deletedAt) return;
  const { units } = await tx.users.preferences(userId);
  const told = normaliseActivity(entry.activityType, data, units);
  if (canonical(told) === canonical(entry.data)) tx.append(userStream(userId), 'progress.updated', shownEntry(moved));
  else await reviseEntry(tx, { actor: { userId }, now }, moved, { data });
}
