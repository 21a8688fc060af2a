import type { Page, PageRequest } from '../page.ts';
import type { Course, CourseSummary } from './contract/course.ts';
import type { Module } from './contract/module.ts';

/** Stores of courses, modules and enrolments. */
export interface CourseStores {
  courses: CourseStore;
  modules: ModuleStore;
}

/** What one learner has done in a course. */
export interface CourseStanding {
  courseId: string;
  completedModuleIds: string[];
  logs: number;
  lastAccessed?: string;
  completed: boolean;
}
/**
 * The result of removing a course: the learners whose conversations and sessions were removed with it, and the ids of
 * everything that was removed with it.
 */
export interface RemovedCourse {
  learnerIds: string[];
  partIds: string[];
}
/**
 * A course as a list query returns it, from which a summary is made. A very long description is cut, but is still
 * longer than in a summary.
 */
export type ListedCourse = Omit<CourseSummary, 'isDescriptionCut'>;
export interface CourseStore {
  insert(course: Course): Promise<void>;
  find(id: string): Promise<Course | undefined>;
  findAll(ids: readonly string[]): Promise<Course[]>;
  list(
    filter: {
      viewerId?: string;
      scope: 'mine' | 'enrolled' | 'public';
      status?: string;
      topic?: string;
      q?: string;
    } & PageRequest,
  ): Promise<Page<ListedCourse>>;
  save(course: Course): Promise<void>;
  /**
   * Removes a course with its modules, sessions and conversations. The streams of its learners stay locked until the
   * transaction ends.
   */
  remove(id: string): Promise<RemovedCourse>;
  /** Returns the ids of the courses that this user created. */
  madeBy(userId: string): Promise<string[]>;
  /** Returns what the learner has done in each of these courses, oldest course first. */
  standings(userId: string, courseIds: readonly string[]): Promise<CourseStanding[]>;
  /** Enrols a user, who then follows the course's stream. The owner is enrolled when the course is created. */
  enrol(userId: string, courseId: string): Promise<void>;
  enrolments(userId: string): Promise<string[]>;
}

export interface ModuleStore {
  insert(modules: Module[]): Promise<void>;
  find(id: string): Promise<Module | undefined>;
  /** Returns the modules of all these courses, in order within each course. */
  list(courseIds: readonly string[]): Promise<Module[]>;
  /** Marks a module complete. @returns `false` if the module was complete already */
  complete(
    userId: string,
    module: Module,
    at: string,
    quiz?: { score: number; outOf: number; answers?: unknown },
  ): Promise<boolean>;
}
