import { z } from 'zod';
import { exampleId, examplePage, Id, Instant, paged, PageQuery } from '../../contract/common.ts';
import { operation } from '../../contract/define.ts';

export const CourseProgress = z.object({
  courseId: Id,
  title: z.string(),
  /** The progress from 0 to 100, weighted by the modules' estimated duration [LE2]. */
  percent: z.number(),
  completedModules: z.int(),
  totalModules: z.int(),
  nextModuleId: Id.optional(),
  completed: z.boolean(),
  lastAccessed: Instant.optional(),
  logs: z.int(),
});
export type CourseProgress = z.output<typeof CourseProgress>;

export const overviewOperations = {
  'progress.overview': operation({
    summary: 'Your progress in each course.',
    rest: { method: 'GET', path: '/progress' },
    access: 'user',
    limits: ['live'],
    perMinute: 100,
    input: PageQuery.extend({ limit: PageQuery.shape.limit.default(100) }),
    output: paged(CourseProgress),
    example: {
      input: {},
      output: {
        data: [
          {
            courseId: exampleId,
            title: 'Strength for beginners',
            percent: 25,
            completedModules: 1,
            totalModules: 4,
            completed: false,
            logs: 3,
          },
        ],
        meta: { pagination: { ...examplePage, limit: 100 }, filters: {} },
      },
    },
  }),
};
