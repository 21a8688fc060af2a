import type { UseCases } from '../../call.ts';
import type { Course } from '../contract/course.ts';
import type { Module } from '../contract/module.ts';
import type { CourseProgress, overviewOperations } from '../contract/overview.ts';
import { courseProgress, nextModule } from '../rules/course.ts';
import type { CourseStanding } from '../stores.ts';

export const overviewUseCases = {
  async 'progress.overview'(deps, call) {
    const stores = deps.read();
    const ids = await stores.courses.enrolments(call.actor.userId);
    const courses = new Map((await stores.courses.findAll(ids)).map((course) => [course.id, course]));
    const modules = Map.groupBy(await stores.modules.list(ids), ({ courseId }) => courseId);
    const standings = await stores.courses.standings(call.actor.userId, ids);
    return {
      data: standings.flatMap((standing) => {
        const course = courses.get(standing.courseId);
        return course ? [standingOf(course, modules.get(course.id) ?? [], standing)] : [];
      }),
    };
  },
} satisfies UseCases<typeof overviewOperations>;

function standingOf(
  { id: courseId, title, status }: Course,
  modules: Module[],
  { completedModuleIds, lastAccessed, logs }: CourseStanding,
): CourseProgress {
  const percent = courseProgress(modules, completedModuleIds);
  return {
    courseId,
    title,
    percent,
    completedModules: completedModuleIds.length,
    totalModules: modules.length,
    nextModuleId: nextModule(modules, completedModuleIds)?.id,
    completed: status === 'completed' || percent >= 100,
    lastAccessed,
    logs,
  };
}
