import type { Actor } from './actor.ts';
import { DomainError } from './errors.ts';

/** The fields of a course that decide who may read and change it. */
interface CourseRights {
  ownerId: string;
  isPublic: boolean;
}
interface CourseStores<C extends CourseRights> {
  courses: { find(id: string): Promise<C | undefined>; enrolments(userId: string): Promise<string[]> };
}

/** The user who asks for access. A background job acts for a user and has no roles. */
type Viewer = Pick<Actor, 'userId'> & Partial<Pick<Actor, 'roles'>>;

/**
 * Return a course that the caller may read: their own course, a course they are enrolled in, or a public course. Admins
 * may read every course.
 * @throws not_found if there is no such course, and also if the caller may not read it, so that a caller can't find out
 * which ids exist
 */
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

/**
 * Return a course that the caller may change. @throws not_found if the caller may not read the course, forbidden if the
 * caller may only read it
 */
export async function ownCourse<C extends CourseRights>(
  stores: CourseStores<C>,
  courseId: string,
  actor: Viewer,
): Promise<C> {
  const course = await readableCourse(stores, courseId, actor);
  if (course.ownerId !== actor.userId) throw new DomainError('forbidden', 'Only the owner may change this course');
  return course;
}

/**
 * Return a course that the caller learns in: their own course, or a course they are enrolled in. @throws not_found if
 * the caller may not read the course, forbidden if the course is public and the caller is not enrolled
 */
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
 * Refuse a module that does not belong to this course. If `courseId` is undefined, refuse every module.
 * @throws not_found, with `path` as the wrong field
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
