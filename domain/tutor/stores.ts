import type { Preferences } from '../contract/preferences.ts';
import type { Course } from '../course/contract/course.ts';
import type { Module } from '../course/contract/module.ts';
import type { Page, PageRequest } from '../page.ts';
import type { ProgressRow, StreakSetting } from '../training/stores.ts';
import type { ChatContext, Message, ReplyCompleted } from './contract/chat.ts';
import type { Memory, MemoryType } from './contract/memory.ts';

/** Stores of conversations, replies and memories. */
export interface TutorStores {
  messages: MessageStore;
  replies: ReplyStore;
  replyMaterial: ReplyMaterialStore;
  memories: MemoryStore;
}

/** Where a conversation's next message goes, and whether the learner may send it. */
export interface Conversation {
  ownerId: string;
  isPublic: boolean;
  isEnrolled: boolean;
  /** The last message of the branch that is shown. */
  leaf?: string;
  /** The replies that have not ended, in the order they run. */
  open: ReplyRow[];
}

export interface MessageStore {
  /** Return a course's conversation with a learner; undefined if the course is gone. */
  conversation(userId: string, courseId: string): Promise<Conversation | undefined>;
  /** Show the branch that ends at this message; undefined shows the empty one before the first message. */
  show(userId: string, courseId: string, leaf: string | undefined): Promise<void>;
  insert(...messages: (Message & { userId: string })[]): Promise<void>;
  find(id: string): Promise<(Message & { userId: string }) | undefined>;
  /**
   * Return messages, oldest first, of the branch that is shown, or of the newest branch through the message `branch`.
   * `before` and `after` are message ids; without them it is the newest page.
   */
  history(query: {
    userId: string;
    courseId: string;
    sessionId?: string;
    branch?: string;
    before?: string;
    after?: string;
    limit: number;
  }): Promise<{ rows: Message[]; hasMore: boolean }>;
}

export type ReplyState = 'queued' | 'running' | 'done' | 'stopped' | 'failed';
/** A reply is its own job. Its id is also the id of the assistant message it writes; `messageId` is the user's message it answers. */
export interface ReplyRow {
  id: string;
  messageId: string;
  userId: string;
  courseId: string;
  sessionId?: string;
  context?: ChatContext;
  requestId: string;
  state: ReplyState;
  attempt: number;
  owner?: string;
  fence: number;
  stopRequested: boolean;
  /** what it ended with, when done */
  result?: ReplyCompleted;
  /** why it failed: an error code */
  failure?: string;
  createdAt: string;
}
export interface ReplyStore {
  insert(reply: ReplyRow): Promise<void>;
  find(id: string): Promise<ReplyRow | undefined>;
  /** Return the queued and running replies of a user, oldest first. */
  open(userId: string, courseId?: string): Promise<ReplyRow[]>;
  requestStop(ids: string[]): Promise<void>;
  /** Lock the row and check the fence. @throws StaleFence if another owner took over [T1]. */
  fenced(id: string, fence: number): Promise<ReplyRow>;
  /** Begin an attempt: its message is written anew. @throws StaleFence */
  begin(reply: Pick<ReplyRow, 'id' | 'fence'>): Promise<void>;
  /**
   * End a reply and write its message.
   * @returns the one that waits next in its conversation
   * @throws StaleFence
   */
  finish(
    reply: Pick<ReplyRow, 'id' | 'fence'>,
    end: { state: 'done' | 'stopped' | 'failed'; result?: ReplyCompleted; failure?: string },
    message: Pick<Message, 'content' | 'suggestions' | 'autoLogged' | 'model' | 'degraded'>,
  ): Promise<Pick<ReplyRow, 'id' | 'messageId'> | undefined>;
}

/** The message that a reply answers, its learner, and what rests on its words. */
export interface AskedMaterial {
  content: string;
  /** Ids of the message's other versions. */
  versions: string[];
  first: { id: string; createdAt: string };
  zone: string;
  preferences: Preferences;
  streakSettings: StreakSetting[];
  /** The exercise of the message's session or, without one, of the session that runs. */
  sessionExercise?: string;
  /** The newest entries of exercises in the course, of the time before the message. */
  exercises: ProgressRow[];
  /** All entries of the message, undone and deleted ones too, oldest first. */
  entries: ProgressRow[];
  /** Those that corrections in the message changed [AL4], undone and deleted ones too, oldest first. */
  corrected: ProgressRow[];
  /** Whether the learner has any memory. */
  remembers: boolean;
}

/** What the course and the learner's history say. */
export interface KnownMaterial {
  course: Course;
  /** In their order; `completed` by the learner. */
  modules: Module[];
  /** The newest confirmed entries in the course. */
  recent: ProgressRow[];
  /** The messages that precede the one answered in its branch, oldest first. */
  said: Pick<Message, 'role' | 'content'>[];
}

/** What a reply is written from, each part read at one moment. */
export interface ReplyMaterialStore {
  /** @returns undefined if the message is gone */
  asked(
    reply: Pick<ReplyRow, 'messageId' | 'sessionId'>,
    limits: { exercisesSinceMs: number },
  ): Promise<AskedMaterial | undefined>;
  /** @returns undefined if the course is gone */
  known(
    reply: Pick<ReplyRow, 'courseId' | 'userId' | 'messageId'>,
    limits: { messages: number; recent: number },
  ): Promise<KnownMaterial | undefined>;
}

export interface MemoryQuery {
  userId: string;
  memoryTypes?: MemoryType[];
  context?: string;
  /** also those of context `global` */
  withGlobal?: boolean;
  minImportance?: number;
  from?: string;
  to?: string;
}
export interface MemoryStore {
  /** `source` = the message that wrote it, so that an undo finds it [AL5]. Without a vector only its words find it. */
  insert(
    memory: Memory & { userId: string },
    embedding: number[] | undefined,
    source?: { messageId: string; entryId?: string },
  ): Promise<void>;
  find(
    userId: string,
    query: { id: string } | { memoryType: MemoryType; key: string; context: string } | { entryId: string },
  ): Promise<Memory | undefined>;
  list(query: MemoryQuery & PageRequest & { superseded: 'exclude' | 'include' }): Promise<Page<Memory>>;
  /** Return the nearest by cosine similarity (0–1), if there is a vector, and full-text matches, best first. */
  nearest(
    query: MemoryQuery & { embedding?: number[]; text: string; limit: number },
  ): Promise<{ memory: Memory; similarity: number }[]>;
  update(
    id: string,
    patch: Partial<
      Pick<Memory, 'key' | 'value' | 'memoryType' | 'importanceScore' | 'lastAccessed' | 'supersededBy'>
    > & { embedding?: number[] | null },
  ): Promise<void>;
  /** Link the memories it superseded to its successor; without one they are live again. */
  release(id: string): Promise<void>;
  remove(id: string): Promise<void>;
}
