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
  /** the entry before the command; absent for a new entry */
  before?: ProgressRow;
  after: ProgressRow;
  /** why derived facts may change although no new entry was logged [DF3]; absent for a new entry */
  reason?: ChangeReason;
  /** the time of the learner's action, which counts as activity in the entry's session [SE3] */
  at: string;
}

export interface AppliedChange {
  facts: DerivedFacts;
  /** Returns the answer to the command that made the change. The exercise's history is read for it. */
  answer(): Promise<ProgressResult>;
}

/**
 * Stores a changed entry, appends the event of the change, and updates all derived facts and the entry's session. Every
 * change of an entry uses this function. If the entry was deleted before and stays deleted, only its row changes [M4].
 * @throws DomainError already_exists if the id or `sourceKey` of a new entry is known
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
  // A new log that counts is added to the stored facts. After any other change the affected facts are computed again.
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
    // The row is kept for edits that arrive late [ER2]. All stored events and answers about the entry lose its content
    // [ER1].
    await tx.erase(userId, [id], 'progress.deleted', gone);
    tx.append(stream, 'progress.deleted', gone);
  } else if (!before) tx.append(stream, 'progress.logged', entryForEvent(after));
  else if (status === 'confirmed' && before.status !== 'confirmed')
    tx.append(stream, 'progress.confirmed', entryForEvent(after));
  else tx.append(stream, 'progress.updated', entryForEvent(after));
}

const isShown = (entry: ProgressRow | undefined) => entry !== undefined && entry.deletedAt === undefined;
