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

/**
 * The end of a conversation, to which its next message is added, and the facts that decide whether the learner may send
 * the message.
 */
export interface Conversation {
  ownerId: string;
  isPublic: boolean;
  isEnrolled: boolean;
  /** The last message of the branch that is shown. */
  leaf?: string;
  /** The replies that have not ended, in the order in which they run. */
  open: ReplyRow[];
  /** How many replies of the learner are being written, in all courses. */
  running: number;
}

export interface MessageStore {
  /** Return a learner's conversation in a course, or undefined if the course was deleted. */
  conversation(userId: string, courseId: string): Promise<Conversation | undefined>;
  /**
   * Make the branch that ends at this message the one that is shown. With undefined, show the empty branch before the
   * first message.
   */
  show(userId: string, courseId: string, leaf: string | undefined): Promise<void>;
  insert(...messages: (Message & { userId: string })[]): Promise<void>;
  find(id: string): Promise<(Message & { userId: string }) | undefined>;
  /**
   * Return one page of messages, oldest first. If `branch` (a message id) is given, they come from the newest branch that
   * contains this message, otherwise from the branch that is shown now. `before` and `after` are message ids. Without
   * either of them, the newest page is returned.
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
/**
 * The tutor's reply to a message, which is also the job of writing it. Its id is also the id of the assistant message
 * that it writes. `messageId` is the id of the user's message that it answers.
 */
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
  /** the result of a reply that is done */
  result?: ReplyCompleted;
  /** the error code of a reply that failed */
  failure?: string;
  createdAt: string;
}
export interface ReplyStore {
  insert(reply: ReplyRow): Promise<void>;
  find(id: string): Promise<ReplyRow | undefined>;
  /** Return the queued and running replies of a user, oldest first. */
  open(userId: string, courseId?: string): Promise<ReplyRow[]>;
  requestStop(ids: string[]): Promise<void>;
  /**
   * Lock the row of a reply and check that `fence` is still its fencing token.
   * @throws StaleFence if another owner took over [T1]
   */
  fenced(id: string, fence: number): Promise<ReplyRow>;
  /**
   * Begin an attempt to write a reply: renew its lease, and store the number of the attempt in its message.
   * @throws StaleFence
   */
  begin(reply: Pick<ReplyRow, 'id' | 'fence'>): Promise<void>;
  /**
   * End a reply and store its message.
   * @returns the reply that waits next in the conversation
   * @throws StaleFence
   */
  finish(
    reply: Pick<ReplyRow, 'id' | 'fence'>,
    end: { state: 'done' | 'stopped' | 'failed'; result?: ReplyCompleted; failure?: string },
    message: Pick<Message, 'content' | 'suggestions' | 'autoLogged' | 'model' | 'degraded'>,
  ): Promise<Pick<ReplyRow, 'id' | 'messageId'> | undefined>;
}

/** The message that a reply answers, its learner, and the entries that were logged from it. */
export interface AskedMaterial {
  content: string;
  /** Ids of the other versions of the message, before and after edits. */
  versions: string[];
  first: { id: string; createdAt: string };
  zone: string;
  preferences: Preferences;
  streakSettings: StreakSetting[];
  /** The exercise of the message's session or, if the message has no session, of the running session. */
  sessionExercise?: string;
  /** The newest exercise entries in the course from the time before the message. */
  exercises: ProgressRow[];
  /** All entries of the message, oldest first, also undone and deleted entries. */
  entries: ProgressRow[];
  /** The entries that corrections in the message changed [AL4], oldest first, also undone and deleted entries. */
  corrected: ProgressRow[];
  /** False if the learner has no memories. The search for memories is then left out. */
  remembers: boolean;
}

/** The facts about the course and the learner's history from which a reply is written. */
export interface KnownMaterial {
  course: Course;
  /** The modules in their order; `completed` says whether the learner has completed the module. */
  modules: Module[];
  /** The newest confirmed entries in the course. */
  recent: ProgressRow[];
  /** The messages before the answered message in its branch, oldest first. */
  said: Pick<Message, 'role' | 'content'>[];
}

/** Reads the data from which a reply is written. Each method reads its data in one snapshot. */
export interface ReplyMaterialStore {
  /** @returns undefined if the message was deleted */
  asked(
    reply: Pick<ReplyRow, 'messageId' | 'sessionId'>,
    limits: { exercisesSinceMs: number },
  ): Promise<AskedMaterial | undefined>;
  /** @returns undefined if the course was deleted */
  known(
    reply: Pick<ReplyRow, 'courseId' | 'userId' | 'messageId'>,
    limits: { messages: number; recent: number },
  ): Promise<KnownMaterial | undefined>;
}

export interface MemoryQuery {
  userId: string;
  memoryTypes?: MemoryType[];
  context?: string;
  /** whether memories of the context `global` are included */
  withGlobal?: boolean;
  minImportance?: number;
  from?: string;
  to?: string;
}
export interface MemoryStore {
  /**
   * Store a memory. `source` is the message from which the memory was made, so that an undo finds the memory [AL5]. A
   * memory without a vector is found only by its words.
   */
  insert(
    memory: Memory & { userId: string },
    embedding: number[] | undefined,
    source?: { messageId: string; entryId?: string },
  ): Promise<void>;
  find(
    userId: string,
    query:
      | { id: string }
      | { entryId: string }
      | { memoryType: MemoryType; key: string; context: string; which: 'current' | 'oldest' },
  ): Promise<Memory | undefined>;
  list(query: MemoryQuery & PageRequest & { superseded: 'exclude' | 'include' }): Promise<Page<Memory>>;
  /**
   * Return the memories with the highest cosine similarity (0–1) to `embedding`, if it is given, and the memories that
   * match `text`, best first.
   */
  nearest(
    query: MemoryQuery & { embedding?: number[]; text: string; limit: number },
  ): Promise<{ memory: Memory; similarity: number }[]>;
  update(
    id: string,
    patch: Partial<Pick<Memory, 'key' | 'value' | 'memoryType' | 'importanceScore' | 'lastAccessed'>> & {
      supersededBy?: string | null;
      embedding?: number[] | null;
    },
  ): Promise<void>;
  /**
   * Link the memories that this memory superseded to its successor. If there is no successor, they are no longer
   * superseded.
   */
  release(id: string): Promise<void>;
  remove(id: string): Promise<void>;
}
