import type { Stores } from '../../../../areas/stores.ts';
import { userStream } from '../../../../call.ts';
import { canonical } from '../../../../canonical.ts';
import type { Transactions, Tx } from '../../../../ports.ts';
import type { ActivityDataInput } from '../../../../training/contract/progress.ts';
import { normaliseActivity } from '../../../../training/rules/activity.ts';
import type { ProgressRow } from '../../../../training/stores.ts';
import { editEntry } from '../../../../training/usecases/edit-entry.ts';
import type { EntryPatch } from '../../../../training/usecases/edit-entry.ts';
import { entryForEvent } from '../../../../training/usecases/entry-view.ts';
import { forgetMemoryOf } from '../../../../training/usecases/forget.ts';
import { loadLearner } from '../../../../training/usecases/learner.ts';
import type { Learner } from '../../../../training/usecases/learner.ts';
import { undoEntry } from '../../../../training/usecases/undo-entry.ts';
import { occurredAt } from '../../../rules/autolog.ts';
import type { Detection } from '../../../rules/autolog.ts';
import type { ReplyRow } from '../../../stores.ts';
import { saveMemory } from '../../memory.ts';
import type { AnsweredMessage } from '../types.ts';
import { memoryFrom, sourceKeyOf } from './auto-log.ts';
import { followCorrections, isSameAct, isTakenBack } from './follow-corrections.ts';
import { readActs } from './read-acts.ts';

interface Deps {
  read(): Stores;
  transactions: Transactions;
  now(): Date;
}

/**
 * After a message was edited, attach the entries that were logged from its earlier versions to the new text [AL4]. If
 * the new text says something else about an activity, the entry is corrected. If the new text no longer contains the
 * activity, the entry is undone. An entry that the learner undid or deleted stays so. If the reply is attempted again,
 * nothing more changes, because the entries then belong to the new text.
 */
export async function followEdit(deps: Deps, answered: AnsweredMessage, detections: Detection[]): Promise<void> {
  const { reply, otherVersions: earlier, time } = answered;
  const readBefore = await readVersions(deps, answered);
  const { userId } = reply;
  await deps.transactions.run({ userId, streams: [userStream(userId)] }, async (tx) => {
    await tx.replies.fenced(reply.id, reply.fence);
    const learner = await loadLearner(tx, userId);
    const told = await followCorrections(tx, learner, reply, earlier, detections, deps.now());
    const entries: Resting[] = [];
    for (const entry of await tx.progress.ofMessages(userId, earlier))
      entries.push({ entry, before: readBefore(entry) });
    const changes = ({ entry, before }: Resting, detection: Detection): EntryPatch => {
      const valuesOf = (data: ActivityDataInput) =>
        canonical(normaliseActivity(entry.activityType, data, learner.units));
      const values = valuesOf(before ? before.data : entry.data);
      // Only values that differ between the old and the new text are changed. A value that the learner changed by hand
      // stays if both texts say the same.
      return {
        ...(valuesOf(detection.data) !== values && { data: detection.data }),
        ...(before && before.daysAgo !== detection.daysAgo && { occurredAt: occurredAt(time, detection) }),
      };
    };
    const matches = [
      ...matched(entries, told, (resting, one) => Object.keys(changes(resting, one)).length === 0),
      ...matched(entries, told, ({ entry }) => !isTakenBack(entry)),
    ];
    for (const { resting, detection } of matches)
      await move(tx, learner, reply, resting, detection, { patch: changes(resting, detection), now: deps.now() });
    // The key is removed, so that the same activity is logged again if a later text contains it again.
    for (const { entry } of entries)
      if (!isTakenBack(entry)) await undoEntry(tx, learner, { ...entry, sourceKey: undefined }, deps.now());
    return null;
  });
}

/** An entry of an earlier version, and the activity that the grammar found in the old text for it. */
interface Resting {
  entry: ProgressRow;
  before: Detection | undefined;
}

/**
 * Pair entries with detections of the same activity for which `fits` is true. Remove the paired items from both lists
 * and return the pairs.
 */
function matched(
  entries: Resting[],
  told: Detection[],
  fits: (resting: Resting, detection: Detection) => boolean,
): { resting: Resting; detection: Detection }[] {
  const found = entries.flatMap((resting) => {
    const index = told.findIndex((one) => isSameAct(one, resting.entry) && fits(resting, one));
    const [detection] = index === -1 ? [] : told.splice(index, 1);
    return detection ? [{ resting, detection }] : [];
  });
  for (const { resting } of found) entries.splice(entries.indexOf(resting), 1);
  return found;
}

/**
 * Read each earlier version of the message with the grammar, once and before the transaction. The returned function
 * gives the activity that the grammar found for an entry, or undefined if only a model found it.
 */
async function readVersions(
  { read }: Deps,
  { otherVersions, context, preferences }: AnsweredMessage,
): Promise<(entry: ProgressRow) => Detection | undefined> {
  const known = new Map<string, Detection>();
  for (const id of otherVersions) {
    const message = await read().messages.find(id);
    const { detections } = await readActs(message?.content ?? '', context, preferences.units);
    for (const detection of detections) known.set(sourceKeyOf(id, detection), detection);
  }
  return ({ sourceKey }) => (sourceKey === undefined ? undefined : known.get(sourceKey));
}

async function move(
  tx: Tx,
  learner: Learner,
  reply: ReplyRow,
  { entry, before }: Resting,
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
    await forgetMemoryOf(tx, entry);
    if (detection.memory)
      await saveMemory(tx, userId, memoryFrom(detection.memory, reply, now), undefined, {
        messageId,
        entryId: entry.id,
      });
  }
  if (Object.keys(patch).length > 0) await editEntry(tx, learner, moved, patch, now);
  else tx.append(userStream(userId), 'progress.updated', entryForEvent(moved));
}
