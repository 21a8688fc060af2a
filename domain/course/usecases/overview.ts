import type { UseCases } from '../../call.ts';
import { pageOf } from '../../page.ts';
import type { Course } from '../contract/course.ts';
import type { Module } from '../contract/module.ts';
import type { CourseProgress, overviewOperations } from '../contract/overview.ts';
import { courseProgress, nextModule } from '../rules/course.ts';
import type { CourseStanding } from '../stores.ts';

export const overviewUseCases = {
  async 'progress.overview'(deps, call, { page, limit }) {
    const stores = deps.read();
    const all = await stores.courses.enrolments(call.actor.userId);
    const ids = all.slice((page - 1) * limit, page * limit);
    const courses = new Map((await stores.courses.findAll(ids)).map((course) => [course.id, course]));
    const modules = Map.groupBy(await stores.modules.list(ids), ({ courseId }) => courseId);
    const standings = await stores.courses.standings(call.actor.userId, ids);
    const rows = standings.flatMap((standing) => {
      const course = courses.get(standing.courseId);
      return course ? [standingOf(course, modules.get(course.id) ?? [], standing)] : [];
    });
    return pageOf({ rows, total: all.length }, { page, limit }, {});
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
