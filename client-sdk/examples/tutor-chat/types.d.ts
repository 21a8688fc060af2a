import type { User } from '../../../domain/account/contract/user.ts';
import type { Preferences } from '../../../domain/contract/preferences.ts';
/**
 * The types that the page's modules share. They come from the contract, so that the type check finds a change of the
 * contract here.
 */
import type { Course, CourseSummary } from '../../../domain/course/contract/course.ts';
import type { Module } from '../../../domain/course/contract/module.ts';
import type { ActivityData, ProgressEntry } from '../../../domain/training/contract/progress.ts';
import type { Quantity, Set as ExerciseSet } from '../../../domain/training/contract/quantity.ts';
import type { Session } from '../../../domain/training/contract/session.ts';
import type { Streak } from '../../../domain/training/contract/streak.ts';
import type { Message as SentMessage } from '../../../domain/tutor/contract/chat.ts';

export type {
  ActivityData,
  Course,
  CourseSummary,
  ExerciseSet,
  Module,
  Preferences,
  ProgressEntry,
  Quantity,
  Session,
  Streak,
  User,
};

/** `position`: the position of the reply in the queue of replies, while it waits there. */
export type Message = SentMessage & { position?: number };

export type ConnectionState = 'connecting' | 'online' | 'reconnecting' | 'offline' | 'draining';

export type Topic = 'courses' | 'course' | 'modules' | 'messages' | 'session' | 'streak' | 'connection' | 'user';

export interface State {
  user?: User;
  theme: Preferences['theme'];
  courses: Map<string, CourseSummary>;
  /** The id of the course that is shown. */
  courseId?: string;
  modules: Module[];
  /** The messages of the course that is shown, by id. */
  messages: Map<string, Message>;
  /** Whether the server has earlier messages than these. */
  hasMore: boolean;
  /**
   * Whether the conversation was loaded. Before that, `messages` may be empty although the conversation has messages.
   */
  isLoaded: boolean;
  /** The progress entries by id. */
  entries: Map<string, ProgressEntry>;
  /** The message that was sent but is not confirmed by the server yet. */
  pending?: { courseId: string; content: string };
  session?: Session;
  streak?: Streak;
  connection: ConnectionState;
  /** The number of milliseconds to add to the device's clock to get the server's time. */
  clockOffset: number;
}

export interface Toast {
  title: string;
  text?: string;
  tone?: 'plain' | 'warm' | 'danger';
  icon?: 'flame' | 'medal' | 'check' | 'bookmark' | 'spark' | 'close' | 'flag' | 'timer';
}

/** The actions that views can perform for the learner. */
export interface Actions {
  /** Send a message to the tutor. Resolves to false if that failed. */
  send(text: string): Promise<boolean>;
  /** Replace a message by another text, in a new branch. Resolves to false if that failed. */
  edit(messageId: string, text: string): Promise<boolean>;
  /** Ask the tutor for another reply to the same message. Resolves to false if that failed. */
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
