import type { Page, PageRequest } from '../page.ts';
import type { ChatContext, Message, ReplyCompleted } from './contract/chat.ts';
import type { Memory, MemoryType } from './contract/memory.ts';

/** Stores of conversations, replies and memories. */
export interface TutorStores {
  messages: MessageStore;
  replies: ReplyStore;
  memories: MemoryStore;
}

export interface MessageStore {
  /** Return the ids of this message and of all its other versions, earlier and later. */
  versions(id: string): Promise<string[]>;
  /** Return at most `limit` messages that precede this one in its branch, oldest first. */
  before(id: string, limit: number): Promise<Pick<Message, 'role' | 'content'>[]>;
  /** Return the last message of the branch that is shown. */
  leaf(userId: string, courseId: string): Promise<string | undefined>;
  /** Show the branch that ends at this message; undefined shows the empty one before the first message. */
  show(userId: string, courseId: string, leaf: string | undefined): Promise<void>;
  insert(message: Message & { userId: string }): Promise<void>;
  find(id: string): Promise<(Message & { userId: string }) | undefined>;
  update(
    id: string,
    patch: Partial<
      Pick<Message, 'content' | 'state' | 'attempt' | 'suggestions' | 'autoLogged' | 'model' | 'degraded'>
    >,
  ): Promise<void>;
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
  finish(id: string, state: 'done' | 'stopped' | 'failed', result?: ReplyCompleted, failure?: string): Promise<void>;
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
