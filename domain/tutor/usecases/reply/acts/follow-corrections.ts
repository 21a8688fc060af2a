import { userStream } from '../../../../call.ts';
import { canonical } from '../../../../canonical.ts';
import type { Tx } from '../../../../ports.ts';
import type { Edit } from '../../../../training/contract/edit.ts';
import type { ActivityData, ActivityDataInput } from '../../../../training/contract/progress.ts';
import { normaliseActivity } from '../../../../training/rules/activity.ts';
import { normaliseExercise } from '../../../../training/rules/exercise-names.ts';
import type { ProgressRow } from '../../../../training/stores.ts';
import { editEntry } from '../../../../training/usecases/edit-entry.ts';
import { entryForEvent } from '../../../../training/usecases/entry-view.ts';
import type { Learner } from '../../../../training/usecases/learner.ts';
import { correctedData } from '../../../rules/autolog.ts';
import type { Detection } from '../../../rules/autolog.ts';
import type { ReplyRow } from '../../../stores.ts';

/**
 * After a message was edited, attach the corrections that its earlier versions made to the new text [AL4]. If the new
 * text corrects the entry differently, the entry is corrected again, from its data before the correction. If the new
 * text no longer contains the correction, the correction is reverted, unless the entry was edited after it. If the
 * correction is the same, later changes by hand stay. Return the detections that belong to none of these corrections.
 */
export async function followCorrections(
  tx: Tx,
  learner: Learner,
  reply: ReplyRow,
  earlier: readonly string[],
  detections: readonly Detection[],
  now: Date,
): Promise<Detection[]> {
  const { messageId, userId } = reply;
  const told = [...detections];
  const isEarlier = (edit: Edit) => edit.messageId !== undefined && earlier.includes(edit.messageId);
  for (const entry of await tx.progress.correctedIn(userId, earlier)) {
    const index = told.findIndex((one) => one.corrects && isSameAct(one, entry));
    const [detection] = index === -1 ? [] : told.splice(index, 1);
    const words = { messageId: detection && messageId, quoteStart: detection?.quoteStart };
    const moved: ProgressRow = {
      ...entry,
      history: entry.history?.map((edit) => (isEarlier(edit) ? { ...edit, ...words } : edit)),
      updatedAt: now.toISOString(),
    };
    await tx.progress.save(moved);
    if (isTakenBack(entry)) continue;
    const { before, after, isLast } = valuesAround(entry, isEarlier);
    const data = detection ? correctedData(before, detection.data) : before;
    // The history keeps the keys of an earlier catalogue, so both are compared as they would be logged now [PR10].
    const asNow = (one: ActivityDataInput) => canonical(normaliseActivity(entry.activityType, one, learner.units));
    const differs = asNow(data) !== asNow(after);
    if (differs && (detection || isLast)) await editEntry(tx, learner, moved, { data }, now, words);
    else tx.append(userStream(userId), 'progress.updated', entryForEvent(moved));
  }
  return told;
}

/** Return the entry's data before and after the edits that `isOne` selects, and whether they are its last edits. */
function valuesAround({ history = [], data }: ProgressRow, isOne: (edit: Edit) => boolean) {
  const edits = history.filter((edit) => edit.field === 'data' && !edit.lost);
  const first = edits.find(isOne);
  const next = edits[edits.findLastIndex(isOne) + 1];
  const valueOf = (edit: Edit | undefined) => (edit ? (edit.value as ActivityData) : data);
  return { before: valueOf(first), after: valueOf(first && next), isLast: next === undefined };
}

export const isTakenBack = ({ status, deletedAt }: ProgressRow): boolean =>
  status === 'undone' || deletedAt !== undefined;

export function isSameAct({ activityType, data }: Detection, entry: ProgressRow): boolean {
  const key = 'exercise' in data ? normaliseExercise(data.exercise).key : undefined;
  return activityType === entry.activityType && key === entry.exerciseKey;
}
