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
  requiredText,
  sortBy,
  text,
} from '../../contract/common.ts';
import { event, operation } from '../../contract/define.ts';
import { defaultFrequency, Frequency } from '../../training/contract/frequency.ts';

export const Level = z.enum(['beginner', 'intermediate', 'advanced', 'expert']);
export type Level = z.output<typeof Level>;

export const CoursePreferences = z.object({
  /** The length of a session in minutes. */
  sessionLength: z.int().min(5).max(480),
  frequency: Frequency,
  difficulty: z.enum(['easy', 'moderate', 'challenging']),
  focusAreas: z.array(requiredText(100)).max(20),
});
export type CoursePreferences = z.output<typeof CoursePreferences>;

export const defaultCoursePreferences: CoursePreferences = {
  sessionLength: 45,
  frequency: defaultFrequency,
  difficulty: 'moderate',
  focusAreas: [],
};

export const CourseStatus = z.enum(['draft', 'generating', 'active', 'paused', 'completed']);
export type CourseStatus = z.output<typeof CourseStatus>;

export const Course = z.object({
  id: Id,
  ownerId: Id,
  title: z.string(),
  topic: z.string(),
  description: z.string().optional(),
  currentLevel: Level,
  targetLevel: Level.optional(),
  timelineWeeks: z.int().optional(),
  goals: z.array(z.string()),
  status: CourseStatus,
  isPublic: z.boolean(),
  preferences: CoursePreferences,
  /** The caller's own progress, from 0 to 100. */
  progress: z.number().optional(),
  /**
   * The number of the version, which grows at each change. A PATCH that names an older version gets `version_conflict`.
   */
  version: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Course = z.output<typeof Course>;

/** A message of the author to everyone who follows the course. */
export const Announcement = z.object({ id: Id, courseId: Id, text: z.string(), at: Instant });
export type Announcement = z.output<typeof Announcement>;

/** The longest description in a summary, in UTF-16 units. */
export const SUMMARY_LENGTH = 300;

/** A course in lists and events: with the beginning of its description, but without goals and preferences. */
export const CourseSummary = Course.omit({ goals: true, preferences: true }).extend({
  /** Whether the description is cut. `course.get` returns all of it. */
  isDescriptionCut: z.boolean().optional(),
});
export type CourseSummary = z.output<typeof CourseSummary>;

const preferencesInput = z.strictObject({
  ...CoursePreferences.partial().shape,
  /** A frequency, or text such as "daily" or "3x per week". */
  frequency: z.union([Frequency, requiredText(60)]).optional(),
});

/** The longest title or topic, in the API and in the database. */
export const MAX_TITLE = 255;
const DESCRIPTION_BYTES = 32 * 1_024;
const GOALS_BYTES = 64 * 1_024;
const hasAtMost = (bytes: number) => (value: unknown) =>
  new TextEncoder().encode(JSON.stringify(value)).length <= bytes;

const fields = {
  title: requiredText(MAX_TITLE),
  topic: requiredText(MAX_TITLE),
  description: text(10_000).refine(hasAtMost(DESCRIPTION_BYTES), { error: 'must be at most 32 KiB of JSON' }),
  currentLevel: Level,
  targetLevel: Level,
  // These limits make sure that a whole course fits into one frame of a socket [B2].
  goals: z.array(requiredText(500)).max(50).refine(hasAtMost(GOALS_BYTES), { error: 'must be at most 64 KiB of JSON' }),
  /** The number of weeks, or text such as "3 months". */
  timeline: z.union([z.int().min(1).max(520), requiredText(60)]),
  preferences: preferencesInput,
  isPublic: z.boolean(),
};

const exampleCourse = {
  id: exampleId,
  ownerId: exampleId,
  title: 'Strength Training for Beginners',
  topic: 'Strength Training for Beginners',
  currentLevel: 'beginner' as const,
  timelineWeeks: 13,
  goals: ['build muscle', 'improve form'],
  status: 'active' as const,
  isPublic: false,
  preferences: { ...defaultCoursePreferences, sessionLength: 60, frequency: { type: 'weekly' as const, count: 3 } },
  progress: 0,
  version: 1,
  createdAt: exampleAt,
  updatedAt: exampleAt,
};

const exampleAnnouncement = {
  id: exampleId,
  courseId: exampleId,
  text: 'No training on Friday: rest, and come back stronger.',
  at: exampleAt,
};

const { goals: _goals, preferences: _preferences, ...exampleSummary } = exampleCourse;

export const courseOperations = {
  'course.create': operation({
    summary: 'Create a course with a small outline of modules.',
    rest: { method: 'POST', path: '/courses', status: 201 },
    access: 'user',
    limits: ['api'],
    writes: true,
    maxBytes: 120 * 1_024,
    input: z.strictObject({
      id: ClientId.optional(),
      topic: fields.topic,
      title: fields.title.optional(),
      description: fields.description.optional(),
      currentLevel: Level.default('beginner'),
      targetLevel: fields.targetLevel.optional(),
      goals: fields.goals.default([]),
      timeline: fields.timeline.optional(),
      preferences: fields.preferences.optional(),
      isPublic: z.boolean().default(false),
    }),
    output: Course,
    errors: ['already_exists', 'conflict'],
    example: {
      input: {
        topic: 'Strength Training for Beginners',
        currentLevel: 'beginner',
        goals: ['build muscle', 'improve form'],
        timeline: '3 months',
        preferences: { sessionLength: 60, frequency: '3x per week' },
      },
      output: exampleCourse,
    },
  }),
  'course.list': operation({
    summary:
      'Summaries of your own courses, of those you are enrolled in, or of public ones. `course.get` returns a whole course.',
    rest: { method: 'GET', path: '/courses' },
    access: 'public',
    limits: ['api'],
    perMinute: 100,
    input: PageQuery.extend({
      scope: z.enum(['mine', 'enrolled', 'public']).optional(),
      status: CourseStatus.optional(),
      topic: text(MAX_TITLE).optional(),
      q: text(200).optional(),
      sort: sortBy(['createdAt', 'updatedAt', 'title']).default('createdAt:desc'),
    }),
    output: paged(CourseSummary),
    example: {
      input: { status: 'active', sort: 'createdAt:desc' },
      output: { data: [exampleSummary], meta: { pagination: examplePage, filters: { status: 'active' } } },
    },
  }),
  'course.get': operation({
    summary: 'One course that you may read.',
    rest: { method: 'GET', path: '/courses/:courseId' },
    access: 'public',
    limits: ['api'],
    perMinute: 100,
    input: z.strictObject({ courseId: Id }),
    output: Course,
    errors: ['not_found'],
    example: { input: { courseId: exampleId }, output: exampleCourse },
  }),
  'course.update': operation({
    summary: 'Change a course. A new frequency applies from today [ST2].',
    rest: { method: 'PATCH', path: '/courses/:courseId' },
    access: { author: 'courseId' },
    limits: ['api'],
    writes: true,
    maxBytes: 120 * 1_024,
    input: z.strictObject({
      courseId: Id,
      title: fields.title.optional(),
      topic: fields.topic.optional(),
      description: fields.description.nullable().optional(),
      currentLevel: Level.optional(),
      targetLevel: Level.nullable().optional(),
      goals: fields.goals.optional(),
      timeline: fields.timeline.nullable().optional(),
      status: z.enum(['draft', 'active', 'paused']).optional(),
      preferences: fields.preferences.optional(),
      isPublic: z.boolean().optional(),
      version: z.int().optional(),
    }),
    output: Course,
    errors: ['version_conflict'],
    example: {
      input: { courseId: exampleId, title: 'Stronger' },
      output: { ...exampleCourse, title: 'Stronger', version: 2 },
    },
  }),
  'course.delete': operation({
    summary:
      'Delete a course with its modules and conversations. Your progress entries stay, but no longer belong to a course.',
    rest: { method: 'DELETE', path: '/courses/:courseId', status: 204 },
    access: { author: 'courseId' },
    limits: ['api'],
    writes: true,
    input: z.strictObject({ courseId: Id }),
    output: Nothing,
    example: { input: { courseId: exampleId }, output: {} },
  }),
  'course.complete': operation({
    summary: 'Mark a course complete.',
    rest: { method: 'POST', path: '/courses/:courseId/complete' },
    access: { author: 'courseId' },
    limits: ['api'],
    writes: true,
    input: z.strictObject({ courseId: Id }),
    output: Course,
    errors: ['conflict'],
    example: { input: { courseId: exampleId }, output: { ...exampleCourse, status: 'completed', progress: 100 } },
  }),
  'course.announce': operation({
    summary: 'Send an announcement to everyone who follows the course. It can’t be changed later.',
    rest: { method: 'POST', path: '/courses/:courseId/announcements', status: 201 },
    access: { author: 'courseId' },
    limits: ['api'],
    writes: true,
    maxBytes: 16 * 1_024,
    input: z.strictObject({ courseId: Id, text: requiredText(2_000) }),
    output: Announcement,
    example: { input: { courseId: exampleId, text: exampleAnnouncement.text }, output: exampleAnnouncement },
  }),
};

export const courseEvents = {
  'course.announced': event(
    'course',
    'The author made an announcement to everyone who follows the course.',
    Announcement,
  ),
  'course.updated': event('course', 'The course changed. `course.get` returns all of it.', CourseSummary),
  'course.enrolled': event(
    'user',
    'You follow this course now; its stream begins at `head` [C7].',
    z.object({ courseId: Id }),
  ),
  'course.unenrolled': event('user', 'You no longer follow this course [C7].', z.object({ courseId: Id })),
};
