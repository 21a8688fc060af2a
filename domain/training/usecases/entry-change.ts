import { userStream } from '../../call.ts';
import type { Tx } from '../../ports.ts';
import type { ProgressResult } from '../contract/progress.ts';
import type { ProgressRow } from '../stores.ts';
import { entryAnswer, LOOK_BACK } from './entry-answer.ts';
import { entryForEvent } from './entry-view.ts';
import { goalThresholds } from './facts/achievement.ts';
import { counts } from './facts/counting-change.ts';
import type { ChangeReason } from './facts/counting-change.ts';
import { deriveFacts, noFacts } from './facts/derived-facts.ts';
import type { DerivedFacts } from './facts/derived-facts.ts';
import { recordActivity } from './facts/session.ts';
import type { Learner } from './learner.ts';

/** One entry before and after a command. */
export interface EntryChange {
  /** absent: the entry is new */
  before?: ProgressRow;
  after: ProgressRow;
  /** why derived facts may move although nothing new was done [DF3]; absent for a new entry */
  reason?: ChangeReason;
  /** when the learner did it: activity in the entry's session [SE3] */
  at: string;
}

export interface AppliedChange {
  facts: DerivedFacts;
  /** What to answer to whoever made the change; reads the exercise's history. */
  answer(): Promise<ProgressResult>;
}

/**
 * The one way in which an entry changes: stores it, tells of it, and brings everything derived and its session up to date.
 * Of an entry that was deleted and stays so nothing but the row changes [M4].
 * @throws DomainError already_exists for a new one whose id or `sourceKey` is known
 */
export async function applyEntryChange(
  tx: Tx,
  learner: Learner,
  { before, after, reason, at }: EntryChange,
  now: Date,
): Promise<AppliedChange> {
  await (before ? tx.progress.save(after) : tx.progress.insert(after));
  const isTold = isShown(before) || isShown(after);
  if (isTold) await tell(tx, before, after);
  // A new log is folded onto what is stored; anything else replays what it touches.
  const stored =
    !before && counts(after)
      ? await tx.facts.around(after, { thresholds: goalThresholds, lookBack: LOOK_BACK })
      : undefined;
  const facts = isTold ? await deriveFacts(tx, learner, { before, after, reason }, now, stored) : noFacts;
  if (isTold && after.sessionId) await recordActivity(tx, learner, after.sessionId, at);
  return { facts, answer: () => entryAnswer(tx, learner, after, facts, stored?.latest) };
}

async function tell(tx: Tx, before: ProgressRow | undefined, after: ProgressRow): Promise<void> {
  const { id, userId, courseId, sessionId, status } = after;
  const stream = userStream(userId);
  const undone = status === 'undone' && before?.status !== 'undone';
  if (undone || !isShown(after)) {
    const gone = { id, courseId, sessionId, undone };
    // The row stays for late edits [ER2]; all that was told of the entry loses its words [ER1].
    await tx.erase(userId, [id], 'progress.deleted', gone);
    tx.append(stream, 'progress.deleted', gone);
  } else if (!before) tx.append(stream, 'progress.logged', entryForEvent(after));
  else if (status === 'confirmed' && before.status !== 'confirmed')
    tx.append(stream, 'progress.confirmed', entryForEvent(after));
  else tx.append(stream, 'progress.updated', entryForEvent(after));
}

const isShown = (entry: ProgressRow | undefined) => entry !== undefined && entry.deletedAt === undefined;
