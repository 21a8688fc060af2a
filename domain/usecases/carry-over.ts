import { userStream } from '../call.ts';
import { canonical } from '../canonical.ts';
import type { ActivityDataInput } from '../contract/progress.ts';
import type { Transactions, Tx } from '../ports.ts';
import type { Detection } from '../rules/autolog.ts';
import { normaliseExercise } from '../rules/exercise-names.ts';
import { normaliseActivity } from '../rules/sets.ts';
import type { ProgressRow, ReplyRow } from '../stores.ts';
import { memoryFrom, sourceKeyOf } from './auto-log.ts';
import { saveMemory } from './memory.ts';
import { reviseEntry } from './revise-entry.ts';
import { shownEntry } from './shown-entry.ts';
import { forgetEntry, undoEntry } from './undo-entry.ts';

interface Deps {
  transactions: Transactions;
  now(): Date;
}

/**
 * A message that was edited tells what its earlier versions told, only better [AL4]: entries that rest on their words
 * move to the new ones, corrected where these say something else, and what they no longer tell is undone. What the
 * learner took back stays so where the same is said again. Once, whatever attempt does it: what was moved rests on no
 * earlier version.
 */
export async function carryOver(
  deps: Deps,
  reply: ReplyRow,
  earlier: string[],
  { detections, detectIn }: { detections: Detection[]; detectIn(text: string): Detection[] },
): Promise<void> {
  const { userId } = reply;
  await deps.transactions.run({ userId, streams: [userStream(userId)] }, async (tx) => {
    await tx.replies.fenced(reply.id, reply.fence);
    const { units } = await tx.users.preferences(userId);
    const told = [...detections];
    for (const entry of await tx.progress.ofMessages(userId, earlier)) {
      const before = await toldBefore(tx, entry, detectIn);
      const valuesOf = (data: ActivityDataInput) => canonical(normaliseActivity(entry.activityType, data, units));
      const values = before ? valuesOf(before.data) : canonical(entry.data);
      const isRepeated = (detection: Detection) => isSameAct(detection, entry) && valuesOf(detection.data) === values;
      const repeated = told.findIndex(isRepeated);
      const index = repeated !== -1 || isTakenBack(entry) ? repeated : told.findIndex((one) => isSameAct(one, entry));
      const [detection] = index === -1 ? [] : told.splice(index, 1);
      if (detection) await move(tx, reply, { entry, before }, detection, { revise: repeated === -1, now: deps.now() });
      else if (!isTakenBack(entry)) await undoEntry(tx, entry, deps.now());
    }
    return null;
  });
}

/** What the grammar reads in the words an entry rests on; undefined where a model found the act. */
async function toldBefore(
  tx: Tx,
  { messageId, sourceKey }: ProgressRow,
  detectIn: (text: string) => Detection[],
): Promise<Detection | undefined> {
  const message = messageId ? await tx.messages.find(messageId) : undefined;
  if (!message) return undefined;
  return detectIn(message.content).find((detection) => sourceKeyOf(message.id, detection) === sourceKey);
}

const isTakenBack = ({ status, deletedAt }: ProgressRow): boolean => status === 'undone' || deletedAt !== undefined;

function isSameAct({ activityType, data }: Detection, entry: ProgressRow): boolean {
  const key = 'exercise' in data ? normaliseExercise(data.exercise).key : undefined;
  return activityType === entry.activityType && key === entry.exerciseKey;
}

async function move(
  tx: Tx,
  reply: ReplyRow,
  { entry, before }: { entry: ProgressRow; before: Detection | undefined },
  detection: Detection,
  { revise, now }: { revise: boolean; now: Date },
): Promise<void> {
  const { quote, quoteStart, needsAttention, data } = detection;
  const { messageId, userId } = reply;
  const sourceKey = sourceKeyOf(messageId, detection);
  const at = { messageId, quote, quoteStart, sourceKey, updatedAt: now.toISOString() };
  const moved: ProgressRow = { ...entry, ...at, needsAttention };
  await tx.progress.save(moved);
  if (isTakenBack(entry)) return;
  if (canonical(before?.memory) !== canonical(detection.memory)) {
    await forgetEntry(tx, entry);
    if (detection.memory)
      await saveMemory(tx, userId, memoryFrom(detection.memory, reply, now), undefined, {
        messageId,
        entryId: entry.id,
      });
  }
  if (revise) await reviseEntry(tx, { actor: { userId }, now }, moved, { data });
  else tx.append(userStream(userId), 'progress.updated', shownEntry(moved));
}
