import { z } from 'zod';
import {
  ClientId,
  exampleAt,
  exampleId,
  examplePage,
  Id,
  Instant,
  Json,
  Nothing,
  paged,
  PageQuery,
  requiredText,
  sortBy,
  text,
} from '../../contract/common.ts';
import { event, operation } from '../../contract/define.ts';

export const MemoryType = z.enum(['preference', 'achievement', 'fact', 'goal', 'struggle', 'success']);
export type MemoryType = z.output<typeof MemoryType>;

const MAX_VALUE_BYTES = 16 * 1024;

/** The value of a memory. Its size is limited, because every event about a memory contains the whole value [S7]. */
const MemoryValue = Json.refine((value) => new TextEncoder().encode(JSON.stringify(value)).length <= MAX_VALUE_BYTES, {
  error: 'must be at most 16 KiB of JSON',
});

/** The id of the course that a memory belongs to, or `global` for all courses. */
const MemoryContext = z.union([Id, z.literal('global')]);

export const Memory = z.object({
  id: Id,
  memoryType: MemoryType,
  key: z.string(),
  value: Json,
  context: MemoryContext,
  /** The importance, from 0 to 1. */
  importanceScore: z.number(),
  supersededBy: Id.optional(),
  lastAccessed: Instant,
  createdAt: Instant,
});
export type Memory = z.output<typeof Memory>;

const importance = z.number().min(0).max(1);
const id = { memoryId: Id };
const criteria = {
  /** One type, or several types separated by commas. */
  memoryTypes: z
    .union([
      z.array(MemoryType).max(6),
      z
        .string()
        .max(100)
        .transform((list) => list.split(','))
        .pipe(z.array(MemoryType)),
    ])
    .optional(),
  context: MemoryContext.optional(),
  minImportance: z.coerce.number().min(0).max(1).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
};

const exampleMemory = {
  id: exampleId,
  memoryType: 'struggle' as const,
  key: 'shoulder_press_form',
  value: 'Back pulls during the shoulder press',
  context: exampleId,
  importanceScore: 0.8,
  lastAccessed: exampleAt,
  createdAt: exampleAt,
};

export const memoryOperations = {
  'memory.store': operation({
    summary:
      'Store a memory. It supersedes an older memory of the same type, key and context, which is kept and linked to the new one. `value` is at most 16 KiB of JSON.',
    rest: { method: 'POST', path: '/memories', status: 201 },
    access: 'user',
    limits: ['api'],
    writes: true,
    maxBytes: 96 * 1_024,
    input: z.strictObject({
      id: ClientId.optional(),
      memoryType: MemoryType,
      key: requiredText(255),
      value: MemoryValue,
      context: MemoryContext.default('global'),
      importanceScore: importance.default(0.5),
    }),
    output: Memory,
    errors: ['not_found', 'already_exists'],
    example: {
      input: {
        memoryType: 'struggle',
        key: 'shoulder_press_form',
        value: 'Back pulls during the shoulder press',
        context: exampleId,
        importanceScore: 0.8,
      },
      output: exampleMemory,
    },
  }),
  'memory.retrieve': operation({
    summary: 'The memories that match a query best, ranked by similarity × importance × recency.',
    rest: { method: 'GET', path: '/memories/retrieve' },
    access: 'user',
    limits: ['search'],
    input: z.strictObject({
      query: requiredText(1_000),
      limit: z.coerce.number().int().min(1).max(50).default(10),
      ...criteria,
    }),
    output: z.object({ data: z.array(Memory.extend({ score: z.number() })) }),
    example: { input: { query: 'shoulder pain' }, output: { data: [{ ...exampleMemory, score: 0.61 }] } },
  }),
  'memory.list': operation({
    summary: 'Your memories. With `query` it answers like memory.retrieve.',
    rest: { method: 'GET', path: '/memories' },
    access: 'user',
    limits: ['api'],
    input: PageQuery.extend({
      ...criteria,
      query: text(1_000).optional(),
      superseded: z.enum(['exclude', 'include']).default('exclude'),
      sort: sortBy(['createdAt', 'importanceScore', 'lastAccessed']).default('createdAt:desc'),
    }),
    output: paged(Memory),
    example: { input: {}, output: { data: [exampleMemory], meta: { pagination: examplePage, filters: {} } } },
  }),
  'memory.update': operation({
    summary: 'Correct a memory. `value` is at most 16 KiB of JSON.',
    rest: { method: 'PATCH', path: '/memories/:memoryId' },
    access: 'user',
    limits: ['api'],
    writes: true,
    maxBytes: 96 * 1_024,
    input: z.strictObject({
      ...id,
      value: MemoryValue.optional(),
      importanceScore: importance.optional(),
      key: requiredText(255).optional(),
      memoryType: MemoryType.optional(),
    }),
    output: Memory,
    errors: ['not_found'],
    example: {
      input: { memoryId: exampleId, importanceScore: 0.9 },
      output: { ...exampleMemory, importanceScore: 0.9 },
    },
  }),
  'memory.delete': operation({
    summary: 'Delete a memory.',
    rest: { method: 'DELETE', path: '/memories/:memoryId', status: 204 },
    access: 'user',
    limits: ['api'],
    writes: true,
    input: z.strictObject(id),
    output: Nothing,
    errors: ['not_found'],
    example: { input: { memoryId: exampleId }, output: {} },
  }),
};

export const memoryEvents = {
  'memory.saved': event('user', 'A memory was stored or changed.', Memory),
  'memory.superseded': event('user', 'A newer memory superseded this memory, which is kept.', Memory),
};
