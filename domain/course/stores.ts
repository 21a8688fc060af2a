import type { Page, PageRequest } from '../page.ts';
import type { Course, CourseSummary } from './contract/course.ts';
import type { Module } from './contract/module.ts';

/** Stores of courses, their modules and who is enrolled. */
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
/** A removed course: whose conversations and sessions went with it, and the ids of all its parts. */
export interface RemovedCourse {
  learnerIds: string[];
  partIds: string[];
}
/** What a summary is made of; of a long description only a beginning that is longer than a summary's. */
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
  /** With its modules, sessions and conversations; nobody can write to its learners' streams until the transaction ends. */
  remove(id: string): Promise<RemovedCourse>;
  /** The ids of the courses that this user made. */
  madeBy(userId: string): Promise<string[]>;
  /** What a learner has done in each of these courses, oldest course first. */
  standings(userId: string, courseIds: readonly string[]): Promise<CourseStanding[]>;
  /** Enrolment = following the course's stream; the owner is enrolled at creation. */
  enrol(userId: string, courseId: string): Promise<void>;
  enrolments(userId: string): Promise<string[]>;
}

export interface ModuleStore {
  insert(modules: Module[]): Promise<void>;
  find(id: string): Promise<Module | undefined>;
  /** Returns the modules of all these courses, in order within each course. */
  list(courseIds: readonly string[]): Promise<Module[]>;
  /** @returns `false` if the module was complete already */
  complete(
    userId: string,
    module: Module,
    at: string,
    quiz?: { score: number; outOf: number; answers?: unknown },
  ): Promise<boolean>;
}
