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
 * An edited message tells what its earlier version told, only better [AL4]: entries that rest on the old words move to
 * the new ones, corrected where these say something else, and what they no longer tell is undone. Once, whatever
 * attempt does it: what was moved rests on the earlier version no more.
 */
export async function carryOver(deps: Deps, reply: ReplyRow, editOf: string, detections: Detection[]): Promise<void> {
  const { userId } = reply;
  await deps.transactions.run({ userId, streams: [userStream(userId)] }, async (tx) => {
    await tx.replies.fenced(reply.id, reply.fence);
    const query = { userId, messageId: editOf, page: 1, limit: 100, sort: 'createdAt:asc' };
    const { rows } = await tx.progress.list(query);
    const told = [...detections];
    for (const entry of rows.filter(({ status }) => status !== 'undone')) {
      const index = told.findIndex((detection) => isSameAct(detection, entry));
      const [detection] = index === -1 ? [] : told.splice(index, 1);
      if (detection) await move(tx, reply, entry, detection, deps.now());
      else await undoEntry(tx, entry, deps.now());
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
  const { units } = await tx.users.preferences(userId);
  const told = normaliseActivity(entry.activityType, data, units);
  if (canonical(told) === canonical(entry.data)) tx.append(userStream(userId), 'progress.updated', shownEntry(moved));
  else await reviseEntry(tx, { actor: { userId }, now }, moved, { data });
}
