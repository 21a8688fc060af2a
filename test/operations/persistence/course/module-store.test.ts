import { beforeAll, expect, it } from 'vitest';
import { newId } from '../../../../domain/ids.ts';
import { describeEachDatabase } from '../../../support/database.ts';
import { at, learner, later, moduleRow, openStores } from '../stores/fixtures.ts';
import type { StoresUnderTest } from '../stores/fixtures.ts';

describeEachDatabase('modules', (kind) => {
  let stores: StoresUnderTest;
  beforeAll(async () => {
    stores = await openStores(kind);
  });

  it('return every field', async () => {
    const { courseId } = await learner(stores);
    const module = moduleRow(courseId, 3, {
      description: 'Five lifts',
      moduleType: 'practice',
      path: '1.2',
      depth: 2,
      content: {
        keyPoints: ['brace'],
        materials: [{ title: 'Squat', type: 'video', url: 'https://example.com/squat' }],
        exercises: [{ name: 'squat', sets: 3, reps: '5' }],
      },
      prerequisites: [newId()],
      version: 4,
    });
    await stores.write((tx) => tx.modules.insert([{ ...module, completed: true }]));
    expect(await stores.read.modules.find(module.id)).toEqual(module);
    expect(await stores.read.modules.find(newId())).toBeUndefined();
  });

  it('are listed in order for a course', async () => {
    const { courseId } = await learner(stores);
    const other = await learner(stores);
    const modules = [2, 0, 1].map((index) => moduleRow(courseId, index));
    await stores.write(async (tx) => {
      await tx.modules.insert(modules);
      await tx.modules.insert([moduleRow(other.courseId, 0)]);
      await tx.modules.insert([]);
    });
    expect((await stores.read.modules.list([courseId])).map(({ orderIndex }) => orderIndex)).toEqual([0, 1, 2]);
  });

  it('[LE1] have one module per node of the curriculum', async () => {
    const { courseId } = await learner(stores);
    const module = moduleRow(courseId, 0);
    const twin = moduleRow(courseId, 1, { nodeId: module.nodeId });
    await expect(stores.write((tx) => tx.modules.insert([module, twin]))).rejects.toMatchObject({
      code: 'already_exists',
      details: [{ path: 'nodeId' }],
    });
    expect(await stores.read.modules.list([courseId])).toEqual([]);
  });

  it('are completed once by each learner', async () => {
    const { userId, courseId } = await learner(stores);
    const other = await learner(stores);
    const module = moduleRow(courseId, 0);
    await stores.write((tx) => tx.modules.insert([module]));
    const complete = (learnerId: string) =>
      stores.write((tx) => tx.modules.complete(learnerId, module, at, { score: 4, outOf: 5, answers: { q1: ['a'] } }));
    expect(await complete(userId)).toBe(true);
    expect(await complete(userId)).toBe(false);
    expect(await complete(other.userId)).toBe(true);
    expect(await stores.write((tx) => tx.modules.complete(other.userId, module, later(1)))).toBe(false);
    expect(
      await stores.sql(
        'SELECT quiz_score, quiz_out_of, quiz_answers FROM module_completions WHERE module_id = $1 AND user_id = $2',
        [module.id, userId],
      ),
    ).toEqual([{ quiz_score: 4, quiz_out_of: 5, quiz_answers: { q1: ['a'] } }]);
  });
});
