import { z } from 'zod';
import { exampleId, Id, Instant, Json, text, Zone } from '../../contract/common.ts';
import { event, operation } from '../../contract/define.ts';

export const ModuleType = z.enum(['lesson', 'practice', 'quiz', 'milestone', 'reflection']);
export type ModuleType = z.output<typeof ModuleType>;

export const ModuleContent = z.object({
  instructions: z.string().optional(),
  keyPoints: z.array(z.string()).optional(),
  materials: z
    .array(
      z.object({
        title: z.string(),
        type: z.enum(['video', 'article', 'exercise', 'quiz', 'document']),
        url: z.string().optional(),
        content: z.string().optional(),
      }),
    )
    .optional(),
  exercises: z
    .array(
      z.object({
        name: z.string(),
        sets: z.int().optional(),
        reps: z.string().optional(),
        notes: z.string().optional(),
      }),
    )
    .optional(),
});
export type ModuleContent = z.output<typeof ModuleContent>;

export const Module = z.object({
  id: Id,
  courseId: Id,
  nodeId: Id,
  title: z.string(),
  description: z.string().optional(),
  moduleType: ModuleType,
  orderIndex: z.int(),
  /** The position in the course as a dotted path, such as `1.2`. */
  path: z.string(),
  depth: z.int(),
  content: ModuleContent,
  /** The node ids of the modules to complete first. */
  prerequisites: z.array(Id),
  /** The estimated duration in minutes. */
  estimatedDuration: z.int(),
  version: z.int(),
  /** Whether the caller has completed the module. */
  completed: z.boolean().optional(),
});
export type Module = z.output<typeof Module>;

const exampleModule = {
  id: exampleId,
  courseId: exampleId,
  nodeId: exampleId,
  title: 'The five basic lifts',
  moduleType: 'lesson' as const,
  orderIndex: 0,
  path: '1',
  depth: 1,
  content: { instructions: 'Learn squat, bench press, deadlift, overhead press and row with an empty bar.' },
  prerequisites: [],
  estimatedDuration: 30,
  version: 1,
  completed: false,
};

const one = {
  access: 'public',
  limits: ['api'],
  perMinute: 100,
  input: z.strictObject({ moduleId: Id }),
  output: Module,
  errors: ['not_found'],
  example: { input: { moduleId: exampleId }, output: exampleModule },
} as const;

export const moduleOperations = {
  'module.list': operation({
    summary: 'The modules of a course in order.',
    rest: { method: 'GET', path: '/courses/:courseId/modules' },
    access: 'public',
    limits: ['api'],
    perMinute: 100,
    input: z.strictObject({ courseId: Id }),
    output: z.object({ data: z.array(Module) }),
    errors: ['not_found'],
    example: { input: { courseId: exampleId }, output: { data: [exampleModule] } },
  }),
  'module.get': operation({
    ...one,
    summary: 'One module with its content.',
    rest: { method: 'GET', path: '/modules/:moduleId' },
  }),
  'module.next': operation({
    ...one,
    summary: 'The module after this one. The last module answers not_found.',
    rest: { method: 'GET', path: '/modules/:moduleId/next' },
  }),
  'module.previous': operation({
    ...one,
    summary: 'The module before this one. The first module answers not_found.',
    rest: { method: 'GET', path: '/modules/:moduleId/previous' },
  }),
  'module.complete': operation({
    summary: 'Mark a module complete. The answer has the new progress and the next module.',
    rest: { method: 'POST', path: '/modules/:moduleId/complete' },
    access: 'user',
    limits: ['live'],
    perDay: 100,
    writes: true,
    offline: true,
    maxBytes: 64 * 1_024,
    input: z.strictObject({
      moduleId: Id,
      quizResults: z
        .strictObject({
          score: z.number().min(0),
          outOf: z.number().positive(),
          answers: z.record(text(100), Json).optional(),
        })
        .refine((quiz) => quiz.score <= quiz.outOf, { error: 'must not be above outOf', path: ['score'] })
        .optional(),
      occurredAt: Instant.optional(),
      zone: Zone.optional(),
    }),
    output: z.object({
      module: Module,
      progress: z.number(),
      nextModule: Module.nullable(),
      passed: z.boolean().optional(),
    }),
    errors: ['not_found', 'conflict', 'forbidden'],
    example: {
      input: { moduleId: exampleId },
      output: { module: { ...exampleModule, completed: true }, progress: 25, nextModule: null },
    },
  }),
};

export const moduleEvents = {
  'module.completed': event(
    'user',
    'A module was completed.',
    z.object({ moduleId: Id, courseId: Id, progress: z.number(), nextModuleId: Id.nullable() }),
  ),
};
