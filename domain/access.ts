import type { Actor } from './actor.ts';
import { DomainError } from './errors.ts';

/** What decides who may do what with a course. */
interface CourseRights {
  ownerId: string;
  isPublic: boolean;
}
interface CourseStores<C extends CourseRights> {
  courses: { find(id: string): Promise<C | undefined>; enrolments(userId: string): Promise<string[]> };
}

/** The person who asks; background work acts for a user without roles. */
type Viewer = Pick<Actor, 'userId'> & Partial<Pick<Actor, 'roles'>>;

/** Return a course the caller may read: their own, one they are enrolled in, or a public one. @throws not_found, so that ids can't be probed */
export async function readableCourse<C extends CourseRights>(
  stores: CourseStores<C>,
  courseId: string,
  actor: Viewer | undefined,
): Promise<C> {
  const course = await stores.courses.find(courseId);
  if (!course) throw new DomainError('not_found');
  if (course.isPublic || course.ownerId === actor?.userId || actor?.roles?.includes('admin')) return course;
  if (actor && (await stores.courses.enrolments(actor.userId)).includes(courseId)) return course;
  throw new DomainError('not_found');
}

/** Return a course the caller may change. @throws not_found, or forbidden when they may only read it */
export async function ownCourse<C extends CourseRights>(
  stores: CourseStores<C>,
  courseId: string,
  actor: Viewer,
): Promise<C> {
  const course = await readableCourse(stores, courseId, actor);
  if (course.ownerId !== actor.userId) throw new DomainError('forbidden', 'Only the owner may change this course');
  return course;
}

/** Return a course the caller learns in: their own, or one they are enrolled in. @throws not_found, or forbidden for a public one they are not enrolled in */
export async function enrolledCourse<C extends CourseRights>(
  stores: CourseStores<C>,
  courseId: string,
  actor: Viewer,
): Promise<C> {
  const course = await readableCourse(stores, courseId, actor);
  if (course.ownerId === actor.userId || (await stores.courses.enrolments(actor.userId)).includes(courseId))
    return course;
  throw new DomainError('forbidden', 'Enrol in this course first');
}

/**
 * Refuses a module that is not one of this course; where there is no course, any module.
 * @throws not_found naming the field
 */
export async function requireModule(
  { modules }: { modules: { find(id: string): Promise<{ courseId: string } | undefined> } },
  moduleId: string,
  courseId: string | undefined,
  path: string,
): Promise<void> {
  const module = await modules.find(moduleId);
  if (module && module.courseId === courseId) return;
  throw new DomainError('not_found', `${path}: this course has no such module`, [{ path, message: 'not found' }]);
}
