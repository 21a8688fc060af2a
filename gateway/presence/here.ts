import { type CourseShare, shareOf } from './course-share.ts';
import type { Entry } from './entry.ts';

/** The connected sockets of this node, by user and by course. */
export interface Here {
  put(entry: Entry): void;
  /** Removes a socket. @returns its entry, if it had one */
  remove(socketId: string): Entry | undefined;
  ofUser(userId: string): Entry[];
  users(): Iterable<string>;
  /** Return this node's share of a course; undefined if no learner of the course is connected to this node. */
  course(courseId: string): CourseShare | undefined;
  courses(): Iterable<string>;
}

/** @param onCourse called with each course of a socket that was added, removed or changed */
export function createHere(onCourse: (courseId: string) => void): Here {
  const bySocket = new Map<string, Entry>();
  const byUser = new Map<string, Entry[]>();
  /** The number of sockets, by course id and user id. */
  const byCourse = new Map<string, Map<string, number>>();

  function count(courseId: string, userId: string, change: 1 | -1): void {
    const learners = byCourse.get(courseId) ?? new Map<string, number>();
    const sockets = (learners.get(userId) ?? 0) + change;
    if (sockets > 0) learners.set(userId, sockets);
    else learners.delete(userId);
    if (learners.size > 0) byCourse.set(courseId, learners);
    else byCourse.delete(courseId);
    onCourse(courseId);
  }

  function remove(socketId: string): Entry | undefined {
    const entry = bySocket.get(socketId);
    if (!entry) return undefined;
    const { userId, courses } = entry;
    bySocket.delete(socketId);
    const others = ofUser(userId).filter((each) => each !== entry);
    if (others.length > 0) byUser.set(userId, others);
    else byUser.delete(userId);
    for (const courseId of courses) count(courseId, userId, -1);
    return entry;
  }

  const ofUser = (userId: string) => byUser.get(userId) ?? [];
  const isVisible = (userId: string) => ofUser(userId).some(({ visible }) => visible);

  return {
    put(entry) {
      remove(entry.socketId);
      bySocket.set(entry.socketId, entry);
      byUser.set(entry.userId, [...ofUser(entry.userId), entry]);
      for (const courseId of entry.courses) count(courseId, entry.userId, 1);
    },
    remove,
    ofUser,
    users: () => byUser.keys(),
    course(courseId) {
      const learners = byCourse.get(courseId);
      return learners && shareOf(learners.keys(), learners.size, isVisible);
    },
    courses: () => byCourse.keys(),
  };
}
