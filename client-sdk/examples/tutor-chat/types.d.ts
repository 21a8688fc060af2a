import type { User } from '../../../domain/account/contract/user.ts';
import type { Preferences } from '../../../domain/contract/preferences.ts';
/** What the page's modules share; from the contract, so that a change there is found by the type check. */
import type { Course } from '../../../domain/course/contract/course.ts';
import type { Module } from '../../../domain/course/contract/module.ts';
import type { ActivityData, ProgressEntry } from '../../../domain/training/contract/progress.ts';
import type { Quantity, Set as ExerciseSet } from '../../../domain/training/contract/quantity.ts';
import type { Session } from '../../../domain/training/contract/session.ts';
import type { Streak } from '../../../domain/training/contract/streak.ts';
import type { Message } from '../../../domain/tutor/contract/chat.ts';

export type {
  ActivityData,
  Course,
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
  courses: Map<string, Course>;
  /** the course that is shown */
  courseId?: string;
  modules: Module[];
  /** of the course that is shown, by id */
  messages: Map<string, Message>;
  /** the conversation goes further back than what is here */
  hasMore: boolean;
  /** the conversation has come; without it the course is not known to be empty */
  isLoaded: boolean;
  /** progress entries by id */
  entries: Map<string, ProgressEntry>;
  /** what was sent and is not confirmed by the server yet */
  pending?: { courseId: string; content: string };
  session?: Session;
  streak?: Streak;
  connection: ConnectionState;
  /** add to the device's clock to get the server's, milliseconds */
  clockOffset: number;
}

export interface Toast {
  title: string;
  text?: string;
  tone?: 'plain' | 'warm' | 'danger';
  icon?: 'flame' | 'medal' | 'check' | 'bookmark' | 'spark' | 'close' | 'flag' | 'timer';
}

/** What the views may ask for. */
export interface Actions {
  send(text: string): Promise<boolean>;
  /** Says it differently, in a branch of its own; false when that did not work. */
  edit(messageId: string, text: string): Promise<boolean>;
  /** Lets the tutor answer the same message again. */
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
