import type { ModuleStore } from '../../../domain/course/stores.ts';
import type { EntityManager } from '../../database/database.ts';
import { asValues, present, taken } from '../../query/rows.ts';
import { tablesOf } from '../../query/tables.ts';
import { ModuleEntity } from '../entities/course.ts';

export function createModuleStore(em: EntityManager): ModuleStore {
  const db = tablesOf(em);

  return {
    async insert(modules) {
      if (modules.length === 0) return;
      const inserted = await db
        .insertInto('modules')
        .values(
          modules.map(({ completed: _completed, ...module }) => ({
            ...module,
            description: module.description ?? null,
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .execute();
      if (inserted.length < modules.length) throw taken('nodeId');
    },

    async find(id) {
      const row = await em.findOne(ModuleEntity, { id }, asValues);
      return row ? present({ ...row }) : undefined;
    },

    async list(courseIds) {
      const found = await em.find(
        ModuleEntity,
        { courseId: { $in: [...courseIds] } },
        { ...asValues, orderBy: { orderIndex: 'asc', id: 'asc' } },
      );
      return found.map((row) => present({ ...row }));
    },

    async complete(userId, { id, courseId }, completedAt, quiz) {
      const inserted = await db
        .insertInto('module_completions')
        .values({
          userId,
          moduleId: id,
          courseId,
          completedAt,
          quizScore: quiz?.score ?? null,
          quizOutOf: quiz?.outOf ?? null,
          quizAnswers: quiz?.answers ?? null,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('moduleId')
        .executeTakeFirst();
      return inserted !== undefined;
    },
  };
}
