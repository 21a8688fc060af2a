import { readableCourse } from '../../access.ts';
import type { Actor } from '../../actor.ts';
import type { Stores } from '../../areas/stores.ts';
import { userStream } from '../../call.ts';
import type { UseCases } from '../../call.ts';
import { DomainError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { pageOf } from '../../page.ts';
import type { progressOperations } from '../contract/progress.ts';
import { mergeDeletion } from '../rules/edit.ts';
import { normaliseExercise } from '../rules/exercise-names.ts';
import type { ProgressRow } from '../stores.ts';
import { deriveFacts } from './facts/derive.ts';
import { describeResult } from './facts/describe.ts';
import { touchSession } from './facts/session.ts';
import { forgetEntry, forgetMemoryOf } from './forget.ts';
import { notAfter, recordEntry } from './record-entry.ts';
import { reviseEntry } from './revise-entry.ts';
import { entryWithHistory, shownEntry } from './shown-entry.ts';
import { undoEntry } from './undo-entry.ts';

export const progressUseCases = {
  'progress.log': (_deps, call, input) =>
    call.commit((tx) => recordEntry(tx, call, { ...input, id: input.id ?? newId(), source: 'manual' })),

  'progress.update': (_deps, call, { progressId, editedAt, ...patch }) =>
    call.commit(async (tx) => {
      const entry = editedAt ? knownEntry : ownEntry;
      return reviseEntry(tx, call, await entry(tx, call.actor, progressId), patch, { editedAt });
    }),

  'progress.delete': (_deps, call, { progressId, editedAt }) =>
    call.commit(async (tx) => {
      const before = await (editedAt ? knownEntry : ownEntry)(tx, call.actor, progressId);
      const now = call.now.toISOString();
      const at = notAfter(editedAt, now);
      const after = mergeDeletion({ ...before, updatedAt: now }, at);
      await tx.progress.save(after);
      if (before.deletedAt || !after.deletedAt) return {};
      const { id, courseId, sessionId } = before;
      await forgetEntry(tx, before);
      await forgetMemoryOf(tx, before);
      tx.append(userStream(call.actor.userId), 'progress.deleted', { id, courseId, sessionId, undone: false });
      await deriveFacts(tx, call.actor.userId, { before, after, reason: 'deleted' }, call.now);
      await touchSession(tx, call.actor.userId, sessionId, at);
      return {};
    }),

  'progress.confirm': (_deps, call, { progressId }) =>
    call.commit(async (tx) => {
      const { userId } = call.actor;
      const before = await ownEntry(tx, call.actor, progressId);
      if (before.status === 'undone') throw new DomainError('conflict', 'This entry was undone; log it again instead');
      const { units } = await tx.users.preferences(userId);
      if (before.status === 'confirmed') return describeResult(tx, before, { records: [], achievements: [] }, units);
      const after: ProgressRow = { ...before, status: 'confirmed', updatedAt: call.now.toISOString() };
      await tx.progress.save(after);
      tx.append(userStream(userId), 'progress.confirmed', shownEntry(after));
      const facts = await deriveFacts(tx, userId, { before, after, reason: 'confirmed' }, call.now);
      await touchSession(tx, userId, after.sessionId, after.updatedAt);
      return describeResult(tx, after, facts, units);
    }),

  'progress.undo': (_deps, call, { progressId }) =>
    call.commit(async (tx) => {
      const before = await ownEntry(tx, call.actor, progressId);
      if (before.source !== 'chat' && before.source !== 'voice')
        throw new DomainError('conflict', 'Only what was logged by itself can be undone; delete this entry instead');
      if (before.status === 'undone') return { entry: entryWithHistory(before) };
      return { entry: entryWithHistory(await undoEntry(tx, before, call.now)) };
    }),

  async 'progress.list'(deps, call, { page, limit, sort, exercise, ...filter }) {
    await readableCourse(deps.read(), filter.courseId, call.actor);
    const exerciseKey = exercise === undefined ? undefined : normaliseExercise(exercise).key;
    const { rows, total } = await deps
      .read()
      .progress.list({ userId: call.actor.userId, ...filter, exerciseKey, page, limit, sort });
    return pageOf({ rows: rows.map(entryWithHistory), total }, { page, limit }, { ...filter, exercise });
  },
} satisfies UseCases<typeof progressOperations>;

/** The caller's own entry. @throws not_found for a stranger's, a deleted and an unknown one alike */
async function ownEntry(stores: Stores, actor: Pick<Actor, 'userId'>, id: string): Promise<ProgressRow> {
  const entry = await knownEntry(stores, actor, id);
  if (entry.deletedAt) throw new DomainError('not_found');
  return entry;
}

/** Deleted ones too: what was done on a device that did not know of it is merged with the deletion [M4]. */
async function knownEntry(stores: Stores, actor: Pick<Actor, 'userId'>, id: string): Promise<ProgressRow> {
  const entry = await stores.progress.find(id);
  if (entry?.userId !== actor.userId) throw new DomainError('not_found');
  return entry;
}
