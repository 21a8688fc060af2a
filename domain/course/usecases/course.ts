import { readableCourse } from '../../access.ts';
import type { Stores } from '../../areas/stores.ts';
import { courseStream, userStream } from '../../call.ts';
import type { UseCases } from '../../call.ts';
import { MAX_STREAMS } from '../../contract/protocol.ts';
import { DomainError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { localDay } from '../../local-day.ts';
import { pageOf } from '../../page.ts';
import type { Tx } from '../../ports.ts';
import { removeCourse } from '../../remove-course.ts';
import { shortened } from '../../shortened.ts';
import type { Frequency } from '../../training/contract/frequency.ts';
import { applySettings } from '../../training/usecases/facts/settings.ts';
import { defaultCoursePreferences, MAX_TITLE, SUMMARY_LENGTH } from '../contract/course.ts';
import type { Announcement, Course, CoursePreferences, courseOperations, CourseSummary } from '../contract/course.ts';
import type { Module } from '../contract/module.ts';
import { courseProgress, parseFrequency, parseTimeline } from '../rules/course.ts';
import { outlineFor } from '../rules/outline.ts';
import type { ListedCourse } from '../stores.ts';

export const courseUseCases = {
  'course.create': (_deps, call, input) =>
    call.commit(async (tx) => {
      const { userId } = call.actor;
      const at = call.now.toISOString();
      const { timeline, preferences, title, id, ...fields } = input;
      const course: Course = {
        ...fields,
        id: id ?? newId(),
        ownerId: userId,
        title: title ?? input.topic,
        timelineWeeks: timeline === undefined ? undefined : parseTimeline(timeline),
        preferences: mergePreferences(defaultCoursePreferences, preferences),
        status: 'active',
        version: 1,
        createdAt: at,
        updatedAt: at,
      };
      // A user's devices also receive the stream of the user, so one course less than `MAX_STREAMS` is allowed.
      if ((await tx.courses.enrolments(userId)).length + 1 >= MAX_STREAMS)
        throw new DomainError('conflict', `At most ${MAX_STREAMS - 1} courses can be followed at once`);
      await tx.courses.insert(course);
      await tx.modules.insert(firstModules(course));
      await tx.courses.enrol(userId, course.id);
      await recordFrequency(tx, userId, course.id, course.preferences.frequency, call.now);
      tx.append(userStream(userId), 'course.enrolled', { courseId: course.id });
      tx.append(userStream(userId), 'resource.changed', { kind: 'course', id: course.id, change: 'created' });
      return { ...course, progress: 0 };
    }),

  async 'course.list'(deps, call, { page, limit, sort, scope = call.actor ? 'mine' : 'public', ...filter }) {
    if (!call.actor && scope !== 'public') throw new DomainError('unauthenticated', 'Sign in to see your own courses');
    const viewerId = call.actor?.userId;
    const found = await deps.read().courses.list({ viewerId, scope, ...filter, page, limit, sort });
    const summaries = found.rows.map(summaryOf);
    const rows = viewerId ? await withProgress(deps.read(), summaries, viewerId) : summaries;
    return pageOf({ ...found, rows }, { page, limit }, { scope, ...filter });
  },

  async 'course.get'(deps, call, { courseId }) {
    const course = await readableCourse(deps.read(), courseId, call.actor);
    return call.actor ? shown(deps.read(), course, call.actor.userId) : course;
  },

  'course.update': (_deps, call, { courseId, version, timeline, preferences, ...patch }) =>
    call.commit(
      async (tx) => {
        const before = await present(tx, courseId);
        if (version !== undefined && version !== before.version) {
          throw new DomainError('version_conflict', `The course is at version ${before.version}`, {
            version: before.version,
          });
        }
        const course: Course = {
          ...before,
          ...(withoutNull(patch) as Partial<Course>),
          timelineWeeks:
            timeline === undefined ? before.timelineWeeks : timeline === null ? undefined : parseTimeline(timeline),
          preferences: mergePreferences(before.preferences, preferences),
          version: before.version + 1,
          updatedAt: call.now.toISOString(),
        };
        if (JSON.stringify(course.preferences.frequency) !== JSON.stringify(before.preferences.frequency)) {
          await recordFrequency(tx, call.actor.userId, courseId, course.preferences.frequency, call.now);
          await applySettings(tx, call.actor.userId, call.now);
        }
        return save(tx, course, call.actor.userId);
      },
      { streams: [courseStream(courseId), userStream(call.actor.userId)] },
    ),

  'course.delete': (_deps, call, { courseId }) =>
    call.commit(
      async (tx) => {
        const { userId } = call.actor;
        await present(tx, courseId);
        await removeCourse(tx, courseId);
        tx.append(userStream(userId), 'course.unenrolled', { courseId });
        tx.append(userStream(userId), 'resource.changed', { kind: 'course', id: courseId, change: 'deleted' });
        return {};
      },
      { streams: [courseStream(courseId), userStream(call.actor.userId)] },
    ),

  'course.complete': (_deps, call, { courseId }) =>
    call.commit(
      async (tx) => {
        const before = await present(tx, courseId);
        if (before.status === 'completed') throw new DomainError('conflict', 'The course is completed already');
        const completed = {
          ...before,
          status: 'completed' as const,
          version: before.version + 1,
          updatedAt: call.now.toISOString(),
        };
        return save(tx, completed, call.actor.userId);
      },
      { streams: [courseStream(courseId), userStream(call.actor.userId)] },
    ),

  'course.announce': (_deps, call, { courseId, text }) =>
    call.commit(
      async (tx) => {
        await present(tx, courseId);
        const announcement: Announcement = { id: newId(), courseId, text, at: call.now.toISOString() };
        tx.append(courseStream(courseId), 'course.announced', announcement);
        return announcement;
      },
      { streams: [courseStream(courseId), userStream(call.actor.userId)] },
    ),
} satisfies UseCases<typeof courseOperations>;

/**
 * Read the course inside the transaction, because it may have been deleted since the access check.
 * @throws not_found
 */
async function present(tx: Tx, courseId: string): Promise<Course> {
  const course = await tx.courses.find(courseId);
  if (!course) throw new DomainError('not_found');
  return course;
}

async function save(tx: Tx, course: Course, userId: string): Promise<Course> {
  await tx.courses.save(course);
  tx.append(courseStream(course.id), 'course.updated', summaryOf(course));
  tx.append(userStream(userId), 'resource.changed', { kind: 'course', id: course.id, change: 'updated' });
  return shown(tx, course, userId);
}

async function shown(stores: Stores, course: Course, userId: string): Promise<Course> {
  const [seen = course] = await withProgress(stores, [course], userId);
  return seen;
}

/** Return the summary of a course, without goals and preferences and with a shortened description. */
function summaryOf(course: ListedCourse & Partial<Course>): CourseSummary {
  const { goals: _goals, preferences: _preferences, description, ...rest } = course;
  if (description === undefined) return rest;
  const short = shortened(description, SUMMARY_LENGTH);
  return { ...rest, description: short, isDescriptionCut: short !== description };
}

async function withProgress<C extends { id: string }>(
  stores: Stores,
  courses: C[],
  userId: string,
): Promise<(C & { progress: number })[]> {
  const ids = courses.map(({ id }) => id);
  const standings = new Map((await stores.courses.standings(userId, ids)).map((one) => [one.courseId, one]));
  const modules = Map.groupBy(await stores.modules.list(ids), ({ courseId }) => courseId);
  return courses.map((course) => {
    const { completedModuleIds = [] } = standings.get(course.id) ?? {};
    return { ...course, progress: courseProgress(modules.get(course.id) ?? [], completedModuleIds) };
  });
}

type PreferencesInput = Partial<Omit<CoursePreferences, 'frequency'>> & { frequency?: Frequency | string };

function mergePreferences(before: CoursePreferences, { frequency, ...rest }: PreferencesInput = {}): CoursePreferences {
  return { ...before, ...rest, frequency: frequency === undefined ? before.frequency : parseFrequency(frequency) };
}

/** Record how often the course is to be practised, from today on in the user's time zone [ST2]. */
async function recordFrequency(
  tx: Tx,
  userId: string,
  courseId: string,
  frequency: Frequency,
  now: Date,
): Promise<void> {
  const user = await tx.users.find(userId);
  const { dayStartHour } = await tx.users.preferences(userId);
  const from = localDay(now.toISOString(), user?.timezone ?? 'UTC', dayStartHour);
  await tx.streaks.recordSetting(userId, { scope: courseId, from, frequency });
}

function firstModules(course: Course): Module[] {
  const outline = outlineFor({
    topic: course.topic,
    currentLevel: course.currentLevel,
    goals: course.goals,
    sessionLength: course.preferences.sessionLength,
  });
  const nodes = outline.map((item) => ({ ...item, nodeId: newId() }));
  return nodes.map(({ prerequisites, ...item }, index) => ({
    ...item,
    title: shortened(item.title, MAX_TITLE),
    id: newId(),
    courseId: course.id,
    orderIndex: index,
    path: String(index + 1),
    depth: 1,
    prerequisites: prerequisites.flatMap((before) => nodes[before]?.nodeId ?? []),
    version: 1,
  }));
}

/** Replace every null of a patch by undefined, which clears the field. */
function withoutNull(patch: object): object {
  return Object.fromEntries(Object.entries(patch).map(([key, value]) => [key, value ?? undefined]));
}
