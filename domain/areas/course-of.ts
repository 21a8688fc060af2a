import type { CourseParameter } from '../contract/define.ts';
import type { Stores } from './stores.ts';

/** The course that each id parameter leads to; undefined where there is nothing of that id. */
export const courseOf: {
  [P in CourseParameter]: (stores: Stores, id: string) => Promise<string | undefined>;
} = {
  courseId: async (_stores, id) => id,
  moduleId: async ({ modules }, id) => (await modules.find(id))?.courseId,
};
