import type { CourseParameter } from '../contract/define.ts';
import type { Stores } from './stores.ts';

/** Functions that find the course for each kind of id. They return undefined if nothing has the id. */
export const courseOf: {
  [P in CourseParameter]: (stores: Stores, id: string) => Promise<string | undefined>;
} = {
  courseId: async (_stores, id) => id,
  moduleId: async ({ modules }, id) => (await modules.find(id))?.courseId,
};
