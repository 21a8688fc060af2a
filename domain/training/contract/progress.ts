import { z } from 'zod';
import {
  ClientId,
  exampleAt,
  exampleId,
  examplePage,
  Id,
  Instant,
  Nothing,
  paged,
  PageQuery,
  QueryBoolean,
  sortBy,
  text,
  Zone,
} from '../../contract/common.ts';
import { event, operation } from '../../contract/define.ts';
import { Achievement } from './achievement.ts';
import { ActivityData, ActivityDataInput, ActivityType } from './activity.ts';
import { Edit } from './edit.ts';
import { Quantity } from './quantity.ts';
import { Record } from './record.ts';
import { exampleStreak, Streak } from './streak.ts';

export { ActivityData, ActivityDataInput, ActivityType, ExerciseData } from './activity.ts';

/**
 * Numbers calculated from the data of an entry. Volume and weights are in kg, durations in s, distances in m; score and
 * accuracy are from 0 to 1.
 */
export const Metrics = z.object({
  volume: z.number().optional(),
  reps: z.int().optional(),
  sets: z.int().optional(),
  topWeight: z.number().optional(),
  estimatedOneRepMax: z.number().optional(),
  duration: z.number().optional(),
  distance: z.number().optional(),
  score: z.number().optional(),
  accuracy: z.number().optional(),
});
export type Metrics = z.output<typeof Metrics>;

export const EntryStatus = z.enum(['confirmed', 'unconfirmed', 'undone']);

export const ProgressEntry = z.object({
  id: Id,
  userId: Id,
  courseId: Id.optional(),
  sessionId: Id.optional(),
  moduleId: Id.optional(),
  activityType: ActivityType,
  data: ActivityData,
  metrics: Metrics,
  notes: z.string().optional(),
  occurredAt: Instant,
  zone: z.string(),
  source: z.enum(['manual', 'chat', 'voice', 'sync']),
  status: EntryStatus,
  /** The words of the chat message that report this activity, quoted exactly [AL1]. */
  quote: z.string().optional(),
  /** The offset of the quote in the message, in UTF-16 units. */
  quoteStart: z.int().optional(),
  messageId: Id.optional(),
  confidence: z.number().min(0).max(1).optional(),
  needsAttention: z.boolean().optional(),
  /** Values that edits replaced, newest last [M4]. */
  history: z.array(Edit).optional(),
  /** Whether the entry was undone or deleted. Its data, metrics and quote are then not shown [ER2]. */
  redacted: z.literal(true).optional(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type ProgressEntry = z.output<typeof ProgressEntry>;

/** A recommendation for the next workout. `rule` is the rule from which it follows [PR6]. */
export const Recommendation = z.object({
  exercise: z.string(),
  text: z.string(),
  rule: z.enum(['linear', 'double', 'percentage', 'amrap', 'repeat', 'reset']),
  weight: Quantity.optional(),
  reps: z.int().optional(),
  sets: z.int().optional(),
});
export type Recommendation = z.output<typeof Recommendation>;

export const ProgressResult = z.object({
  entry: ProgressEntry,
  summary: z.string(),
  records: z.array(Record),
  achievements: z.array(Achievement),
  streak: Streak.optional(),
  recommendation: Recommendation.optional(),
});
export type ProgressResult = z.output<typeof ProgressResult>;

const logInput = z.strictObject({
  id: ClientId.optional(),
  courseId: Id.optional(),
  sessionId: Id.optional(),
  moduleId: Id.optional(),
  activityType: ActivityType,
  occurredAt: Instant.optional(),
  zone: Zone.optional(),
  notes: text(4_000).optional(),
  data: ActivityDataInput,
});

const entryId = { progressId: Id };

const exampleEntry = {
  id: exampleId,
  userId: exampleId,
  courseId: exampleId,
  activityType: 'exercise' as const,
  data: {
    exercise: 'bench press',
    exerciseKey: 'bench_press',
    sets: [{ weight: { value: 135, unit: 'lb' as const }, reps: 8 }],
  },
  metrics: { volume: 489.88, reps: 8, sets: 1, topWeight: 61.23, estimatedOneRepMax: 77.56 },
  occurredAt: exampleAt,
  zone: 'America/New_York',
  source: 'manual' as const,
  status: 'confirmed' as const,
  createdAt: exampleAt,
  updatedAt: exampleAt,
};
const exampleResult = {
  entry: exampleEntry,
  summary: 'Bench press: 135 lb × 8',
  records: [],
  achievements: [],
  streak: exampleStreak,
};

export const progressOperations = {
  'progress.log': operation({
    summary:
      'Log an activity. The answer has the changed records, achievements and streak, and a recommendation for next time.',
    rest: { method: 'POST', path: '/progress', status: 201 },
    access: 'user',
    limits: ['live'],
    writes: true,
    offline: true,
    maxBytes: 96 * 1_024,
    input: logInput,
    output: ProgressResult,
    errors: ['not_found', 'already_exists', 'forbidden'],
    example: {
      input: {
        courseId: exampleId,
        activityType: 'exercise',
        data: { exercise: 'bench press', weight: '135lbs', sets: 3, reps: [8, 7, 6] },
        zone: 'America/New_York',
      },
      output: exampleResult,
    },
  }),
  'progress.update': operation({
    summary:
      'Correct fields of an entry. Everything derived from the entry is recomputed, and the replaced values stay in its history.',
    rest: { method: 'PATCH', path: '/progress/:progressId' },
    access: 'user',
    limits: ['live'],
    writes: true,
    offline: true,
    maxBytes: 96 * 1_024,
    input: z.strictObject({
      ...entryId,
      data: ActivityDataInput.optional(),
      notes: text(4_000).nullable().optional(),
      occurredAt: Instant.optional(),
      zone: Zone.optional(),
      moduleId: Id.nullable().optional(),
      needsAttention: z.boolean().optional(),
      /**
       * The time at which the edit was made. If it is later than the time at which the server receives the edit, the
       * time of receipt is used [M4].
       */
      editedAt: Instant.optional(),
    }),
    output: ProgressResult,
    errors: ['not_found', 'conflict'],
    example: { input: { progressId: exampleId, notes: 'felt strong' }, output: exampleResult },
  }),
  'progress.delete': operation({
    summary: 'Delete an entry and everything derived from it.',
    rest: { method: 'DELETE', path: '/progress/:progressId', status: 204 },
    access: 'user',
    limits: ['live'],
    writes: true,
    offline: true,
    input: z.strictObject({ ...entryId, editedAt: Instant.optional() }),
    output: Nothing,
    errors: ['not_found'],
    example: { input: { progressId: exampleId }, output: {} },
  }),
  'progress.confirm': operation({
    summary: 'Confirm an auto-logged entry, so that it counts from now on.',
    rest: { method: 'POST', path: '/progress/:progressId/confirm' },
    access: 'user',
    limits: ['live'],
    writes: true,
    offline: true,
    input: z.strictObject(entryId),
    output: ProgressResult,
    errors: ['not_found', 'conflict'],
    example: { input: { progressId: exampleId }, output: exampleResult },
  }),
  'progress.undo': operation({
    summary: 'Undo an auto-logged entry, with everything derived from it and the memory it stored [AL5].',
    rest: { method: 'POST', path: '/progress/:progressId/undo' },
    access: 'user',
    limits: ['live'],
    writes: true,
    offline: true,
    input: z.strictObject(entryId),
    output: z.object({ entry: ProgressEntry }),
    errors: ['not_found', 'conflict'],
    example: { input: { progressId: exampleId }, output: { entry: { ...exampleEntry, status: 'undone' } } },
  }),
  'progress.list': operation({
    summary: 'The entries of a course.',
    rest: { method: 'GET', path: '/courses/:courseId/progress' },
    access: 'user',
    limits: ['live'],
    perMinute: 200,
    input: PageQuery.extend({
      courseId: Id,
      from: Instant.optional(),
      to: Instant.optional(),
      activityType: ActivityType.optional(),
      exercise: text(100).optional(),
      moduleId: Id.optional(),
      sessionId: Id.optional(),
      status: EntryStatus.optional(),
      needsAttention: QueryBoolean.optional(),
      sort: sortBy(['occurredAt', 'createdAt']).default('occurredAt:desc'),
    }),
    output: paged(ProgressEntry),
    errors: ['not_found'],
    example: {
      input: { courseId: exampleId, exercise: 'bench press' },
      output: { data: [exampleEntry], meta: { pagination: examplePage, filters: { exercise: 'bench press' } } },
    },
  }),
};

export const progressEvents = {
  'progress.logged': event('user', 'An entry was logged.', ProgressEntry),
  'progress.updated': event('user', 'An entry was corrected.', ProgressEntry),
  'progress.deleted': event(
    'user',
    'An entry was deleted or undone.',
    z.object({ id: Id, courseId: Id.optional(), sessionId: Id.optional(), undone: z.boolean() }),
  ),
  'progress.confirmed': event('user', 'An auto-logged entry was confirmed.', ProgressEntry),
};
