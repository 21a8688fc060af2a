import { enrolledCourse, readableCourse } from '../../access.ts';
import type { Actor } from '../../actor.ts';
import type { Deps } from '../../areas/deps.ts';
import type { Stores } from '../../areas/stores.ts';
import type { Call, UseCases } from '../../call.ts';
import { userStream } from '../../call.ts';
import { DomainError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { shortened } from '../../shortened.ts';
import { MAX_TOPIC } from '../../training/contract/activity.ts';
import { happenedAt } from '../../training/rules/happened-at.ts';
import { loadLearner } from '../../training/usecases/learner.ts';
import { logEntry } from '../../training/usecases/log-entry.ts';
import type { Module, moduleOperations } from '../contract/module.ts';
import { courseProgress, nextModule } from '../rules/course.ts';

/** The share of a quiz's points that a learner needs to pass it. */
const PASSING_SCORE = 0.7;

export const moduleUseCases = {
  async 'module.list'(deps, call, { courseId }) {
    await readableCourse(deps.read(), courseId, call.actor);
    return { data: await modulesOf(deps.read(), courseId, call.actor) };
  },

  'module.get': async (deps, call, { moduleId }) => (await around(deps, call, moduleId)).at(0),
  'module.next': async (deps, call, { moduleId }) => (await around(deps, call, moduleId)).at(1),
  'module.previous': async (deps, call, { moduleId }) => (await around(deps, call, moduleId)).at(-1),

  'module.complete': (_deps, call, { moduleId, quizResults, occurredAt, zone }) =>
    call.commit(async (tx) => {
      const { userId } = call.actor;
      const module = await tx.modules.find(moduleId);
      if (!module) throw new DomainError('not_found');
      await enrolledCourse(tx, module.courseId, call.actor);
      const passed = quizResults && quizResults.score / quizResults.outOf >= PASSING_SCORE;
      if (module.moduleType === 'quiz' && passed === false) {
        throw new DomainError('conflict', `A score of at least ${PASSING_SCORE * 100} % completes this module`, {
          passingScore: PASSING_SCORE,
        });
      }
      const at = happenedAt(occurredAt, call.now.toISOString());
      const fresh = await tx.modules.complete(userId, module, at, quizResults);
      const modules = await modulesOf(tx, module.courseId, call.actor);
      const done = modules.filter((one) => one.completed).map((one) => one.id);
      const progress = courseProgress(modules, done);
      const next = nextModule(modules, done) ?? null;
      if (fresh) {
        // A completed module is logged as an entry too [ST6], which can be edited like any other entry.
        const topic = shortened(module.title, MAX_TOPIC);
        const entry = {
          id: newId(),
          courseId: module.courseId,
          moduleId,
          activityType: quizResults ? ('quiz' as const) : ('reading' as const),
          data: quizResults
            ? { score: quizResults.score, outOf: quizResults.outOf, topic }
            : { minutes: module.estimatedDuration, topic },
          occurredAt: at,
          zone,
          source: 'manual' as const,
        };
        await logEntry(tx, await loadLearner(tx, userId), entry, call.now);
        tx.append(userStream(userId), 'module.completed', {
          moduleId,
          courseId: module.courseId,
          progress,
          nextModuleId: next?.id ?? null,
        });
      }
      return { module: { ...module, completed: true }, progress, nextModule: next, passed };
    }),
} satisfies UseCases<typeof moduleOperations>;

/** Return the modules of a course in order, and whether the caller completed each. */
export async function modulesOf(
  stores: Stores,
  courseId: string,
  actor: Pick<Actor, 'userId'> | undefined,
): Promise<Module[]> {
  const modules = await stores.modules.list([courseId]);
  if (!actor) return modules;
  const [standing] = await stores.courses.standings(actor.userId, [courseId]);
  const done = new Set(standing?.completedModuleIds);
  return modules.map((module) => ({ ...module, completed: done.has(module.id) }));
}

/**
 * Return an object whose method `at` gets a module by its distance from this one: 0 is this module, 1 the next, −1 the
 * previous.
 * @throws not_found if there is no such module or the caller may not read it
 */
async function around(deps: Deps, call: Pick<Call<'module.get'>, 'actor'>, moduleId: string) {
  const stores = deps.read();
  const module = await stores.modules.find(moduleId);
  if (!module) throw new DomainError('not_found');
  await readableCourse(stores, module.courseId, call.actor);
  const modules = await modulesOf(stores, module.courseId, call.actor);
  const index = modules.findIndex((one) => one.id === moduleId);
  return {
    at(step: number): Module {
      const found = modules[index + step];
      if (!found) throw new DomainError('not_found', step > 0 ? 'This is the last module' : 'This is the first module');
      return found;
    },
  };
}
