import { userStream } from '../call.ts';
import type { ActivityDataInput } from '../contract/progress.ts';
import type { Transactions, Tx } from '../ports.ts';
import { occurredAt } from '../rules/autolog.ts';
import type { Detection } from '../rules/autolog.ts';
import { canonical } from '../rules/canonical.ts';
import { normaliseActivity } from '../rules/sets.ts';
import type { ProgressRow, ReplyRow } from '../stores.ts';
import { memoryFrom, sourceKeyOf } from './auto-log.ts';
import { carryCorrections, isSameAct, isTakenBack } from './carry-corrections.ts';
import { saveMemory } from './memory.ts';
import type { Moment } from './moment.ts';
import { reviseEntry } from './revise-entry.ts';
import type { EntryPatch } from './revise-entry.ts';
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
  { moment, detections, detectIn }: { moment: Moment; detections: Detection[]; detectIn(text: string): Detection[] },
): Promise<void> {
  const { userId } = reply;
  await deps.transactions.run({ userId, streams: [userStream(userId)] }, async (tx) => {
    await tx.replies.fenced(reply.id, reply.fence);
    const { units } = await tx.users.preferences(userId);
    const told = await carryCorrections(tx, reply, earlier, detections, deps.now());
    for (const entry of await tx.progress.ofMessages(userId, earlier)) {
      const before = await toldBefore(tx, entry, detectIn);
      const valuesOf = (data: ActivityDataInput) => canonical(normaliseActivity(entry.activityType, data, units));
      const values = before ? valuesOf(before.data) : canonical(entry.data);
      // What is said differently; what was put right by hand stays where it is said as before.
      const changes = (detection: Detection): EntryPatch => ({
        ...(valuesOf(detection.data) !== values && { data: detection.data }),
        ...(before && before.daysAgo !== detection.daysAgo && { occurredAt: occurredAt(moment, detection) }),
      });
      const isRepeated = (one: Detection) => isSameAct(one, entry) && Object.keys(changes(one)).length === 0;
      const repeated = told.findIndex(isRepeated);
      const index = repeated !== -1 || isTakenBack(entry) ? repeated : told.findIndex((one) => isSameAct(one, entry));
      const [detection] = index === -1 ? [] : told.splice(index, 1);
      if (detection)
        await move(tx, reply, { entry, before }, detection, { patch: changes(detection), now: deps.now() });
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

async function move(
  tx: Tx,
  reply: ReplyRow,
  { entry, before }: { entry: ProgressRow; before: Detection | undefined },
  detection: Detection,
  { patch, now }: { patch: EntryPatch; now: Date },
): Promise<void> {
  const { quote, quoteStart, needsAttention } = detection;
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
  if (Object.keys(patch).length > 0) await reviseEntry(tx, { actor: { userId }, now }, moved, patch);
  else tx.append(userStream(userId), 'progress.updated', shownEntry(moved));
}
