import type { CourseShare } from './course-share.ts';
import type { Entry, Present } from './entry.ts';
import type { Roster, UserChange } from './roster.ts';
import { USERS_AT_ONCE } from './sweep.ts';

/**
 * The delay before sockets are stored. It is 0, because other nodes send reply text to this node only after a socket of
 * the user was stored [T2].
 */
const STORE_MS = 0;
/**
 * The delay before courses are counted again. If a whole class connects at once, its course is then written only a few
 * times [P1].
 */
const COUNT_MS = 250;
const COURSES_AT_ONCE = 100;

/**
 * Writes the changes of this node's sockets to the roster, which all nodes share. One round trip writes many changes.
 */
export interface Changes {
  /** Stores the entry of a socket, or removes the socket if `entry` is null. */
  socket(userId: string, socketId: string, entry: Entry | null): void;
  /** Reads the user's sockets, because they changed on another node. */
  look(userId: string): void;
  course(courseId: string): void;
  close(): void;
}

interface Options {
  nodeId: string;
  roster: Roster;
  courseHere(courseId: string): CourseShare | undefined;
  /**
   * Called with all sockets of a user after a change, or with undefined while Redis is away. `isOwn`: this node made
   * the change.
   */
  onUser(userId: string, sockets: Present[] | undefined, isOwn: boolean): void;
}

export function createChanges({ nodeId, roster, courseHere, onUser }: Options): Changes {
  const users = new Map<string, Map<string, Entry | null>>();
  const courses = new Set<string>();
  const tellUsers = oneAtATime(STORE_MS, writeUsers);
  const tellCourses = oneAtATime(COUNT_MS, writeCourses);

  /** @returns whether there are more changes to write */
  async function writeUsers(): Promise<boolean> {
    const some: ReadonlyMap<string, UserChange> = new Map(take(users.entries(), USERS_AT_ONCE));
    for (const userId of some.keys()) users.delete(userId);
    const stored = await roster.write(nodeId, some);
    for (const [userId, sockets] of some) onUser(userId, stored?.get(userId), sockets.size > 0);
    return users.size > 0;
  }

  async function writeCourses(): Promise<boolean> {
    const some = take(courses, COURSES_AT_ONCE);
    for (const courseId of some) courses.delete(courseId);
    await roster.writeCourses(nodeId, new Map(some.map((courseId) => [courseId, courseHere(courseId)])));
    return courses.size > 0;
  }

  function changesOf(userId: string): Map<string, Entry | null> {
    const known = users.get(userId) ?? new Map<string, Entry | null>();
    users.set(userId, known);
    tellUsers.soon();
    return known;
  }

  return {
    socket: (userId, socketId, entry) => void changesOf(userId).set(socketId, entry),
    look: changesOf,
    course(courseId) {
      courses.add(courseId);
      tellCourses.soon();
    },
    close() {
      tellUsers.close();
      tellCourses.close();
    },
  };
}

function take<T>(items: Iterable<T>, count: number): T[] {
  const taken: T[] = [];
  for (const item of items) if (taken.push(item) === count) break;
  return taken;
}

/**
 * Return a scheduler for `work`. Its method `soon()` runs `work` after `delayMs`. If `work` resolves to true, something
 * is left to do, and it runs again at once. Two runs never overlap.
 */
function oneAtATime(delayMs: number, work: () => Promise<boolean>) {
  let timer: NodeJS.Timeout | undefined;
  let isRunning = false;
  let isClosed = false;

  async function run(): Promise<void> {
    isRunning = true;
    try {
      let isLeft = true;
      while (isLeft && !isClosed) isLeft = await work();
    } finally {
      isRunning = false;
      timer = undefined;
    }
  }

  return {
    soon(): void {
      if (!isRunning && !isClosed) timer ??= setTimeout(run, delayMs).unref();
    },
    close(): void {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
