import { beforeAll, expect, it } from 'vitest';
import type { Input, Output } from '../../../domain/contract/index.ts';
import { DomainError } from '../../../domain/errors.ts';
import { ActivityType } from '../../../domain/training/contract/activity.ts';
import { operations } from '../../../domain/training/contract/index.ts';
import { describeEachDatabase } from '../../support/database.ts';
import { FILLS, largestOf } from '../../support/largest.ts';
import { openLearner } from '../../support/learner.ts';
import type { Learner } from '../../support/learner.ts';

type TrainingOperation = keyof typeof operations;

const WRITTEN_OUT = ['&', 'ﷺ'];
const NOW = '2026-11-05T10:00:00.000Z';
/** Values for fields for which the schema alone does not tell what is valid. */
const KNOWN: { [field: string]: unknown } = {
  id: undefined,
  zone: 'America/Argentina/ComodRivadavia',
  occurredAt: NOW,
  editedAt: NOW,
  from: '1970-01-01T00:00:00.000Z',
  to: NOW,
  weight: '1000000 lb'.padEnd(40),
  duration: '1000000 min'.padEnd(40),
  distance: '1000000 mi'.padEnd(40),
  type: 'failure',
  page: 1,
};

describeEachDatabase('the longest inputs that the contract accepts', (kind) => {
  let ada: Learner;
  let ids: { [field: string]: string };
  const performed = new Set<string>();
  beforeAll(async () => {
    ada = await openLearner('UTC', kind);
    const { id: courseId } = await ada.at(NOW, 'course.create', { topic: 'Strength training' });
    const { data: modules } = await ada.at(NOW, 'module.list', { courseId });
    ids = { courseId, moduleId: modules[0]!.id };
  });

  /**
   * Perform an operation with its longest inputs and return the answers. An input may be refused because of its
   * content; any other error is thrown.
   */
  async function perform<N extends TrainingOperation>(
    operation: N,
    fill: string,
    known: { [field: string]: unknown } = {},
  ): Promise<Output<N>[]> {
    performed.add(operation);
    const answers: Output<N>[] = [];
    for (const input of largestOf(operations[operation].input, fill, { ...KNOWN, ...ids, ...known })) {
      try {
        answers.push(await ada.at(NOW, operation, input as Input<N>));
      } catch (error) {
        const isAnswered = error instanceof DomainError && ['validation_failed', 'conflict'].includes(error.code);
        if (!isAnswered) throw error;
      }
    }
    return answers;
  }

  it.each(FILLS)('of %s are stored unchanged', async (fill) => {
    const [session] = await perform('session.start', fill);
    ids['sessionId'] = session!.id;
    const weight = { value: 1_000_000, unit: 'lb' };
    const [updated] = await perform('session.update', fill, { weight });
    expect([updated?.notes?.length, updated?.current?.exercise?.length]).toEqual([4_000, 100]);
    for (const operation of ['session.rest', 'session.pause', 'session.resume'] as const)
      expect(await perform(operation, fill)).not.toEqual([]);

    for (const activityType of ActivityType.options) {
      const logged = await perform('progress.log', fill, { activityType });
      const isTooLong = activityType === 'exercise' && WRITTEN_OUT.includes(fill);
      expect(logged.length > 0, activityType).toBe(!isTooLong);
      for (const { entry } of logged) expect(entry.notes).toHaveLength(4_000);
      const known = { progressId: logged.at(-1)?.entry.id };
      if (isTooLong) continue;
      const edited = await perform('progress.update', fill, known);
      expect(edited.map((answer) => answer.entry.notes?.length)).toContain(4_000);
      expect(await perform('progress.confirm', fill, known)).toHaveLength(1);
      expect(await perform('progress.undo', fill, known)).toEqual([]);
    }
    const [answer] = await perform('session.complete', fill);
    expect([answer?.status, answer?.notes?.length]).toEqual(['completed', 4_000]);
    for (const operation of READS) expect(await perform(operation, fill)).not.toEqual([]);
    const { data } = await ada.at(NOW, 'progress.list', { courseId: ids['courseId']!, limit: 100 });
    for (const { id } of data) await perform('progress.delete', fill, { progressId: id });
  });

  it('are tested for every operation', () => {
    expect([...performed].sort()).toEqual(Object.keys(operations).sort());
  });
});

const READS = [
  'session.get',
  'session.active',
  'session.list',
  'progress.list',
  'streak.get',
  'achievement.list',
] as const;
