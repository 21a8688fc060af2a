import { readableCourse } from '../../access.ts';
import type { Actor } from '../../actor.ts';
import type { Stores } from '../../areas/stores.ts';
import type { UseCases } from '../../call.ts';
import { DomainError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { pageOf } from '../../page.ts';
import type { progressOperations } from '../contract/progress.ts';
import { mergeDeletion } from '../rules/edit.ts';
import { normaliseExercise } from '../rules/exercise-names.ts';
import { happenedAt } from '../rules/happened-at.ts';
import type { ProgressRow } from '../stores.ts';
import { editEntry } from './edit-entry.ts';
import { entryAnswer } from './entry-answer.ts';
import { applyEntryChange } from './entry-change.ts';
import { entryForOwner } from './entry-view.ts';
import { noFacts } from './facts/derived-facts.ts';
import { forgetMemoryOf } from './forget.ts';
import { loadLearner } from './learner.ts';
import { logEntry } from './log-entry.ts';
import { undoEntry } from './undo-entry.ts';

export const progressUseCases = {
  'progress.log': (_deps, call, input) =>
    call.commit(async (tx) => {
      const learner = await loadLearner(tx, call.actor.userId);
      return logEntry(tx, learner, { ...input, id: input.id ?? newId(), source: 'manual' }, call.now);
    }),

  'progress.update': (_deps, call, { progressId, editedAt, ...patch }) =>
    call.commit(async (tx) => {
      const before = await (editedAt ? knownEntry : ownEntry)(tx, call.actor, progressId);
      return editEntry(tx, await loadLearner(tx, call.actor.userId), before, patch, call.now, { editedAt });
    }),

  'progress.delete': (_deps, call, { progressId, editedAt }) =>
    call.commit(async (tx) => {
      const before = await (editedAt ? knownEntry : ownEntry)(tx, call.actor, progressId);
      const receivedAt = call.now.toISOString();
      const at = happenedAt(editedAt, receivedAt);
      const merged = mergeDeletion(before, at);
      if (merged === before) return {};
      const after = { ...merged, updatedAt: receivedAt };
      const learner = await loadLearner(tx, call.actor.userId);
      if (after.deletedAt && !before.deletedAt) await forgetMemoryOf(tx, before);
      await applyEntryChange(tx, learner, { before, after, reason: 'deleted', at }, call.now);
      return {};
    }),

  'progress.confirm': (_deps, call, { progressId }) =>
    call.commit(async (tx) => {
      const before = await ownEntry(tx, call.actor, progressId);
      if (before.status === 'undone') throw new DomainError('conflict', 'This entry was undone; log it again instead');
      const learner = await loadLearner(tx, call.actor.userId);
      if (before.status === 'confirmed') return entryAnswer(tx, learner, before, noFacts);
      const at = call.now.toISOString();
      const after: ProgressRow = { ...before, status: 'confirmed', updatedAt: at };
      return (await applyEntryChange(tx, learner, { before, after, reason: 'confirmed', at }, call.now)).answer();
    }),

  'progress.undo': (_deps, call, { progressId }) =>
    call.commit(async (tx) => {
      const before = await ownEntry(tx, call.actor, progressId);
      if (before.source !== 'chat' && before.source !== 'voice')
        throw new DomainError(
          'conflict',
          'Only an entry that was logged automatically can be undone; delete this entry instead',
        );
      if (before.status === 'undone') return { entry: entryForOwner(before) };
      const learner = await loadLearner(tx, call.actor.userId);
      return { entry: entryForOwner(await undoEntry(tx, learner, before, call.now)) };
    }),

  async 'progress.list'(deps, call, { page, limit, sort, exercise, ...filter }) {
    await readableCourse(deps.read(), filter.courseId, call.actor);
    const exerciseKey = exercise === undefined ? undefined : normaliseExercise(exercise).key;
    const { rows, total } = await deps
      .read()
      .progress.list({ userId: call.actor.userId, ...filter, exerciseKey, page, limit, sort });
    return pageOf({ rows: rows.map(entryForOwner), total }, { page, limit }, { ...filter, exercise });
  },
} satisfies UseCases<typeof progressOperations>;

/**
 * Returns the caller's own entry.
 * @throws not_found if the entry is unknown, deleted or belongs to another user
 */
async function ownEntry(stores: Stores, actor: Pick<Actor, 'userId'>, id: string): Promise<ProgressRow> {
  const entry = await knownEntry(stores, actor, id);
  if (entry.deletedAt) throw new DomainError('not_found');
  return entry;
}

/**
 * Returns the caller's own entry, even if it was deleted. A device may have changed the entry without knowing of the
 * deletion, and its change is merged with the deletion [M4].
 */
async function knownEntry(stores: Stores, actor: Pick<Actor, 'userId'>, id: string): Promise<ProgressRow> {
  const entry = await stores.progress.find(id);
  if (entry?.userId !== actor.userId || entry.erasedAt) throw new DomainError('not_found');
  return entry;
}
