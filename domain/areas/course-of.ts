import type { CourseParameter } from '../contract/define.ts';
import type { Stores } from './stores.ts';

/** For each kind of id, a function that returns the id of its course, or undefined if nothing has the id. */
export const courseOf: {
  [P in CourseParameter]: (stores: Stores, id: string) => Promise<string | undefined>;
} = {
  courseId: async (_stores, id) => id,
  moduleId: async ({ modules }, id) => (await modules.find(id))?.courseId,
};
