import type { User } from '../../../domain/account/contract/user.ts';
import type { Preferences } from '../../../domain/contract/preferences.ts';
/** Types the page's modules share. They come from the contract, so the type check finds a change there. */
import type { Course, CourseSummary } from '../../../domain/course/contract/course.ts';
import type { Module } from '../../../domain/course/contract/module.ts';
import type { ActivityData, ProgressEntry } from '../../../domain/training/contract/progress.ts';
import type { Quantity, Set as ExerciseSet } from '../../../domain/training/contract/quantity.ts';
import type { Session } from '../../../domain/training/contract/session.ts';
import type { Streak } from '../../../domain/training/contract/streak.ts';
import type { Message } from '../../../domain/tutor/contract/chat.ts';

export type {
  ActivityData,
  Course,
  CourseSummary,
  ExerciseSet,
  Message,
  Module,
  Preferences,
  ProgressEntry,
  Quantity,
  Session,
  Streak,
  User,
};

export type ConnectionState = 'connecting' | 'online' | 'reconnecting' | 'offline' | 'draining';

export type Topic = 'courses' | 'course' | 'modules' | 'messages' | 'session' | 'streak' | 'connection' | 'user';

export interface State {
  user?: User;
  theme: Preferences['theme'];
  courses: Map<string, CourseSummary>;
  /** Id of the course that is shown. */
  courseId?: string;
  modules: Module[];
  /** Messages of the course that is shown, by id. */
  messages: Map<string, Message>;
  /** The server has earlier messages than these. */
  hasMore: boolean;
  /** The conversation was loaded; before that, no messages does not mean an empty conversation. */
  isLoaded: boolean;
  /** Progress entries by id. */
  entries: Map<string, ProgressEntry>;
  /** The message that was sent and that the server has not confirmed yet. */
  pending?: { courseId: string; content: string };
  session?: Session;
  streak?: Streak;
  connection: ConnectionState;
  /** Milliseconds to add to the device's clock to get the server's. */
  clockOffset: number;
}

export interface Toast {
  title: string;
  text?: string;
  tone?: 'plain' | 'warm' | 'danger';
  icon?: 'flame' | 'medal' | 'check' | 'bookmark' | 'spark' | 'close' | 'flag' | 'timer';
}

/** What views can do for the learner. */
export interface Actions {
  /** Send a message to the tutor. Resolves to false when that failed. */
  send(text: string): Promise<boolean>;
  /** Replace a message by another text, in a new branch. Resolves to false when that failed. */
  edit(messageId: string, text: string): Promise<boolean>;
  /** Let the tutor answer the same message again. Resolves to false when that failed. */
  again(replyId: string): Promise<boolean>;
  stop(): void;
  openCourse(courseId: string): void;
  createCourse(input: {
    topic: string;
    currentLevel: Course['currentLevel'];
    goals: string[];
    frequency: string;
  }): Promise<void>;
  completeModule(moduleId: string): void;
  loadEarlier(): void;
  confirm(entryId: string): void;
  undo(entryId: string): void;
  session: { start(): void; pause(): void; resume(): void; complete(): void; rest(seconds: number): void };
  setTheme(theme: Preferences['theme']): void;
  signOut(): void;
}
