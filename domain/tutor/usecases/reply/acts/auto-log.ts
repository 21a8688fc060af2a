import type { Stores } from '../../../../areas/stores.ts';
import { userStream } from '../../../../call.ts';
import { derivedId, newId } from '../../../../ids.ts';
import type { Transactions, Tx } from '../../../../ports.ts';
import type { ProgressEntry, ProgressResult } from '../../../../training/contract/progress.ts';
import { normaliseExercise } from '../../../../training/rules/exercise-names.ts';
import type { ProgressRow } from '../../../../training/stores.ts';
import { editEntry } from '../../../../training/usecases/edit-entry.ts';
import { applyEntryChange } from '../../../../training/usecases/entry-change.ts';
import { entryForEvent } from '../../../../training/usecases/entry-view.ts';
import { loadLearner } from '../../../../training/usecases/learner.ts';
import type { Learner } from '../../../../training/usecases/learner.ts';
import { logEntry } from '../../../../training/usecases/log-entry.ts';
import type { Memory } from '../../../contract/memory.ts';
import type { Embedder } from '../../../ports.ts';
import { activityKey, correctedData, occurredAt } from '../../../rules/autolog.ts';
import type { Detection } from '../../../rules/autolog.ts';
import type { ReplyRow } from '../../../stores.ts';
import { memoryText, saveMemory, vectorOf } from '../../memory.ts';
import { isBefore } from '../message-time.ts';
import type { MessageTime } from '../message-time.ts';
import { isTakenBack } from './follow-corrections.ts';

/** With at least this confidence an entry is logged as confirmed, otherwise as unconfirmed [AL3]. */
const CERTAIN = 0.8;

interface AutoLogged {
  entry: ProgressEntry;
  memory?: Memory;
  /** What the entry changed (records, streak, achievements), as sentences for the tutor. */
  feedback: string[];
}

interface Deps {
  read(): Stores;
  transactions: Transactions;
  embedder: Embedder;
  now(): Date;
}

/**
 * Log one activity that a message reports, in a transaction that checks that this node still owns the reply. Entries
 * are unique by message, position of the quote and activity. So another attempt, another reply to the message or
 * another detector does not log the activity or make the correction again [AL4, T8]. Return undefined if the learner
 * deleted the entry, because it is not restored.
 */
export async function autoLog(
  deps: Deps,
  reply: ReplyRow,
  time: MessageTime,
  detection: Detection,
): Promise<AutoLogged | undefined> {
  const sourceKey = sourceKeyOf(reply.messageId, detection);
  const memory = detection.memory && memoryFrom(detection.memory, reply, deps.now());
  const embedding = memory && (await vectorOf(deps.embedder, memoryText(memory)));
  const { result } = await deps.transactions.run(
    { userId: reply.userId, streams: [userStream(reply.userId)] },
    async (tx): Promise<AutoLogged | null> => {
      await tx.replies.fenced(reply.id, reply.fence);
      const known = await tx.progress.bySource(reply.userId, sourceKey);
      if (known?.deletedAt) return null;
      const learner = await loadLearner(tx, reply.userId);
      if (known) {
        const raised = await raiseConfidence(tx, learner, deps.now(), known, detection);
        return { entry: entryForEvent(raised), feedback: [] };
      }
      const made = detection.corrects ? await madeBefore(tx, reply, detection) : undefined;
      if (made) return made.deletedAt ? null : { entry: entryForEvent(made), feedback: [] };
      const corrected = detection.corrects ? await correctable(tx, reply, time, detection) : undefined;
      const done = corrected
        ? await editEntry(tx, learner, corrected, { data: correctedData(corrected.data, detection.data) }, deps.now(), {
            messageId: reply.messageId,
            quoteStart: detection.quoteStart,
          })
        : await logEntry(tx, learner, newEntry(reply, time, detection, sourceKey), deps.now());
      if (memory)
        await saveMemory(tx, reply.userId, memory, embedding, { messageId: reply.messageId, entryId: done.entry.id });
      return { entry: entryForEvent(done.entry), memory, feedback: feedbackOf(done) };
    },
  );
  return result ?? undefined;
}

/** Return the entries that earlier attempts logged from the answered message. */
export async function alreadyLogged(stores: Stores, { userId, messageId }: ReplyRow): Promise<ProgressEntry[]> {
  return standing(await stores.progress.ofMessages(userId, [messageId]));
}

/** Return the entries of a message that were not undone or deleted. */
export const standing = (entries: readonly ProgressRow[]): ProgressEntry[] =>
  entries.filter((entry) => !isTakenBack(entry)).map(entryForEvent);

/**
 * Return the key of an activity in a message. It is the same for every attempt, every reply to the message and every
 * detector [T8].
 */
export const sourceKeyOf = (messageId: string, detection: Detection): string =>
  derivedId(messageId, String(detection.quoteStart), activityKey(detection));

function newEntry(reply: ReplyRow, time: MessageTime, detection: Detection, sourceKey: string) {
  const { activityType, data, quote, quoteStart, confidence, needsAttention, notes } = detection;
  return {
    id: newId(),
    activityType,
    data,
    quote,
    quoteStart,
    confidence,
    needsAttention,
    notes,
    sourceKey,
    courseId: reply.courseId,
    sessionId: reply.sessionId,
    messageId: reply.messageId,
    source: 'chat' as const,
    status: confidence >= CERTAIN ? ('confirmed' as const) : ('unconfirmed' as const),
    occurredAt: occurredAt(time, detection),
  };
}

/**
 * Raise the confidence of an entry, because a second detector found the same activity. The entry may become confirmed.
 * An undone entry stays undone.
 */
async function raiseConfidence(
  tx: Tx,
  learner: Learner,
  now: Date,
  before: ProgressRow,
  { confidence }: Detection,
): Promise<ProgressRow> {
  if (before.status === 'undone' || before.deletedAt || confidence <= (before.confidence ?? 0)) return before;
  const confirmed = before.status === 'confirmed' || confidence >= CERTAIN;
  const at = now.toISOString();
  const after: ProgressRow = {
    ...before,
    confidence,
    status: confirmed ? 'confirmed' : 'unconfirmed',
    updatedAt: at,
  };
  await applyEntryChange(tx, learner, { before, after, reason: 'confirmed', at }, now);
  return after;
}

/** Find the entry that an earlier reply to this message already corrected because of the same quote. */
async function madeBefore(tx: Tx, reply: ReplyRow, { quoteStart }: Detection): Promise<ProgressRow | undefined> {
  const { messageId, userId } = reply;
  const corrected = await tx.progress.correctedIn(userId, [messageId]);
  return corrected.find(({ history }) =>
    history?.some((edit) => edit.messageId === messageId && edit.quoteStart === quoteStart),
  );
}

/**
 * Find the entry to which a correction such as "not 3x8, it was 3x6" refers: the last entry of an earlier message, for
 * the same exercise if the correction names one.
 */
async function correctable(
  tx: Tx,
  reply: ReplyRow,
  time: MessageTime,
  { activityType, data }: Detection,
): Promise<ProgressRow | undefined> {
  const exerciseKey = 'exercise' in data ? normaliseExercise(data.exercise).key : undefined;
  const { rows } = await tx.progress.list({
    userId: reply.userId,
    courseId: reply.courseId,
    activityType,
    exerciseKey,
    to: time.at,
    page: 1,
    limit: 20,
    sort: 'createdAt:desc',
  });
  return rows.find((row) => row.source === 'chat' && row.status !== 'undone' && isBefore(row, time));
}

export function memoryFrom(seed: NonNullable<Detection['memory']>, reply: ReplyRow, now: Date): Memory {
  const at = now.toISOString();
  return { ...seed, id: newId(), context: reply.courseId, lastAccessed: at, createdAt: at };
}

function feedbackOf({ summary, recommendation, achievements, streak }: ProgressResult): string[] {
  return [
    summary,
    ...(recommendation ? [recommendation.text] : []),
    ...achievements.map((achievement) => `${achievement.title}: ${achievement.description}`),
    ...(streak && streak.current > 0
      ? [`Streak: ${streak.current} ${streak.unit}${streak.current === 1 ? '' : 's'}`]
      : []),
  ];
}
