import type { Achievement } from './contract/achievement.ts';
import type { ChatContext, Message, ReplyCompleted } from './contract/chat.ts';
import type { Course, Frequency } from './contract/course.ts';
import type { Memory, MemoryType } from './contract/memory.ts';
import type { Module } from './contract/module.ts';
import type { ActivityType, ProgressEntry, Record } from './contract/progress.ts';
import type { Session } from './contract/session.ts';
import type { Streak } from './contract/streak.ts';
import type { Preferences, User } from './contract/user.ts';
import type { AchievementFacts } from './rules/achievements.ts';

/** The stores, each shaped by what use cases ask. Times are ISO 8601 UTC; `undefined` = no such row. Every store method works inside a transaction (`Tx`) and, for reads, outside. */
export interface Stores {
  users: UserStore;
  devices: DeviceStore;
  courses: CourseStore;
  modules: ModuleStore;
  messages: MessageStore;
  replies: ReplyStore;
  memories: MemoryStore;
  sessions: SessionStore;
  progress: ProgressStore;
  exercises: ExerciseFactStore;
  streaks: StreakStore;
  achievements: AchievementStore;
  tallies: TallyStore;
}

export interface Page<T> {
  rows: T[];
  total: number;
}
export interface PageRequest {
  page: number;
  limit: number;
  /** `field:asc` or `field:desc` */
  sort: string;
}

export type UserRow = User & { passwordHash: string };
export interface UserStore {
  find(id: string): Promise<UserRow | undefined>;
  findByEmail(email: string): Promise<UserRow | undefined>;
  /** @throws DomainError already_exists when the e-mail is taken */
  insert(user: UserRow): Promise<void>;
  update(
    id: string,
    patch: { [K in 'firstName' | 'lastName' | 'timezone' | 'locale' | 'passwordHash']?: string | null },
  ): Promise<void>;
  preferences(id: string): Promise<Preferences>;
  savePreferences(id: string, preferences: Preferences): Promise<void>;
  /** The account and all that is its own, streams and waiting jobs included. */
  remove(id: string): Promise<void>;
}

/** A signed-in device and its refresh token [TK1, TK2]. Hashes are hex sha256. */
export interface DeviceRow {
  id: string;
  userId: string;
  name: string;
  ipPrefix: string;
  tokenHash: string;
  /** the token before the current one, and when it was exchanged */
  parentHash?: string;
  rotatedAt: string;
  expiresAt: string;
  createdAt: string;
  lastSeenAt: string;
  revokedAt?: string;
  revokedReason?: string;
}
export interface DeviceStore {
  insert(device: DeviceRow): Promise<void>;
  find(id: string): Promise<DeviceRow | undefined>;
  /** By current or parent refresh-token hash or any older one of its chain; locks the row inside a transaction. */
  findByToken(hash: string): Promise<DeviceRow | undefined>;
  list(userId: string): Promise<DeviceRow[]>;
  update(
    id: string,
    patch: Partial<
      Pick<DeviceRow, 'tokenHash' | 'parentHash' | 'rotatedAt' | 'expiresAt' | 'lastSeenAt' | 'ipPrefix' | 'name'>
    >,
  ): Promise<void>;
  /** Marks them revoked and writes the revocation rows every node reads [C6]. */
  revoke(ids: string[], reason: string): Promise<void>;
}

/** Also each course's completion facts of one learner. */
export interface CourseStanding {
  courseId: string;
  completedModuleIds: string[];
  logs: number;
  lastAccessed?: string;
  completed: boolean;
}
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
  ): Promise<Page<Course>>;
  save(course: Course): Promise<void>;
  remove(id: string): Promise<void>;
  /** What a learner has done in each of these courses, oldest course first. */
  standings(userId: string, courseIds: readonly string[]): Promise<CourseStanding[]>;
  /** Enrolment = following the course's stream; the owner is enrolled at creation. */
  enrol(userId: string, courseId: string): Promise<void>;
  enrolments(userId: string): Promise<string[]>;
}

export interface ModuleStore {
  insert(modules: Module[]): Promise<void>;
  find(id: string): Promise<Module | undefined>;
  /** Of all these courses, each one's in order. */
  list(courseIds: readonly string[]): Promise<Module[]>;
  /** `false` when it was complete already. */
  complete(
    userId: string,
    module: Module,
    at: string,
    quiz?: { score: number; outOf: number; answers?: unknown },
  ): Promise<boolean>;
}

export interface MessageStore {
  /** This message and every other version of it, before and after. */
  versions(id: string): Promise<string[]>;
  /** What was said before this message in its branch: at most so many, oldest first. */
  before(id: string, limit: number): Promise<Pick<Message, 'role' | 'content'>[]>;
  /** The last message of the branch that is shown. */
  leaf(userId: string, courseId: string): Promise<string | undefined>;
  /** Shows the branch that ends at this message; undefined = the empty one before the first message. */
  show(userId: string, courseId: string, leaf: string | undefined): Promise<void>;
  insert(message: Message & { userId: string }): Promise<void>;
  find(id: string): Promise<(Message & { userId: string }) | undefined>;
  update(
    id: string,
    patch: Partial<
      Pick<Message, 'content' | 'state' | 'attempt' | 'suggestions' | 'autoLogged' | 'model' | 'degraded'>
    >,
  ): Promise<void>;
  /** Oldest first, of the branch that is shown or the newest one through `branch`. `before`/`after` are message ids; neither = the newest page. */
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
  /** Queued and running ones of a user, oldest first. */
  open(userId: string, courseId?: string): Promise<ReplyRow[]>;
  requestStop(ids: string[]): Promise<void>;
  /** Locks the row and checks the fence. @throws StaleFence when another owner took over [T1]. */
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
  /** The nearest by cosine similarity (0–1), where there is a vector, joined with full-text matches, best first. */
  nearest(
    query: MemoryQuery & { embedding?: number[]; text: string; limit: number },
  ): Promise<{ memory: Memory; similarity: number }[]>;
  update(
    id: string,
    patch: Partial<
      Pick<Memory, 'key' | 'value' | 'memoryType' | 'importanceScore' | 'lastAccessed' | 'supersededBy'>
    > & { embedding?: number[] | null },
  ): Promise<void>;
  /** What it superseded is superseded by its successor, or live where it has none. */
  release(id: string): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface SessionStore {
  insert(session: Session): Promise<void>;
  find(id: string): Promise<Session | undefined>;
  /** The active or paused one of a user. */
  active(userId: string): Promise<Session | undefined>;
  list(
    filter: {
      userId: string;
      courseId: string;
      status?: string;
      sessionType?: string;
      from?: string;
      to?: string;
    } & PageRequest,
  ): Promise<Page<Session>>;
  save(session: Session): Promise<void>;
}

/** `localDay` is the date of activity [ST1], fixed when it was logged; `exerciseKey` for exercises. */
export type ProgressRow = ProgressEntry & {
  localDay: string;
  exerciseKey?: string;
  sourceKey?: string;
  deletedAt?: string;
};
export interface ProgressFilter {
  userId: string;
  courseId?: string;
  sessionId?: string;
  moduleId?: string;
  messageId?: string;
  activityType?: ActivityType;
  exerciseKey?: string;
  from?: string;
  to?: string;
  status?: string;
  needsAttention?: boolean;
}
export interface ProgressStore {
  /** @throws DomainError already_exists for a known id, or a `sourceKey` already logged (message, span, activity) [T8] */
  insert(entry: ProgressRow): Promise<void>;
  find(id: string): Promise<ProgressRow | undefined>;
  /** All that rest on the words of these messages, undone and deleted ones too, oldest first. */
  ofMessages(userId: string, messageIds: string[]): Promise<ProgressRow[]>;
  /** All that occurred at this instant or later, undone and deleted ones too. */
  since(userId: string, instant: string): Promise<ProgressRow[]>;
  /** The one act of a message [T8], undone and deleted ones too. */
  bySource(userId: string, sourceKey: string): Promise<ProgressRow | undefined>;
  /** Those that corrections in these messages changed [AL4], undone and deleted ones too, oldest first. */
  correctedIn(userId: string, messageIds: readonly string[]): Promise<ProgressRow[]>;
  save(entry: ProgressRow): Promise<void>;
  list(filter: ProgressFilter & PageRequest): Promise<Page<ProgressRow>>;
  /** Confirmed entries that count, ordered by (occurredAt, id). */
  counting(filter: {
    userId: string;
    exerciseKey?: string;
    sessionId?: string;
    limit?: number;
    newestFirst?: boolean;
  }): Promise<ProgressRow[]>;
  /** Distinct local days with counting entries, ascending; of one course or all. */
  days(userId: string, courseId?: string): Promise<string[]>;
}

/** What achievements are counted from; times are those of the counting entries by (occurredAt, id), for the thresholds asked. */
export interface TallyStore {
  of(userId: string, thresholds: { [K in keyof Tallies]: number[] }): Promise<Tallies>;
}
export type Tallies = Omit<AchievementFacts, 'streak'>;

/** The fold state of one exercise and the records it gave [DF2, PR3]. */
export interface ExerciseFactStore {
  state(
    userId: string,
    exerciseKey: string,
  ): Promise<{ state: unknown; last?: { occurredAt: string; id: string } } | undefined>;
  saveState(
    userId: string,
    exerciseKey: string,
    state: unknown,
    last?: { occurredAt: string; id: string },
  ): Promise<void>;
  /** All records ever set and still standing in their place in time, oldest first. */
  records(userId: string, exerciseKey?: string): Promise<Record[]>;
  changeRecords(userId: string, exerciseKey: string, change: { set: Record[]; revoked: Record[] }): Promise<void>;
}

/** A change of what a streak requires, from its local date on [ST2]. `scope` 'user' = day start and week start. */
export interface StreakSetting {
  scope: string;
  from: string;
  frequency?: Frequency;
  dayStartHour?: number;
  weekStart?: Preferences['weekStart'];
}
export interface StreakStore {
  list(userId: string): Promise<Streak[]>;
  save(userId: string, streak: Streak): Promise<void>;
  settings(userId: string): Promise<StreakSetting[]>;
  recordSetting(userId: string, setting: StreakSetting): Promise<void>;
}

export interface AchievementStore {
  list(userId: string): Promise<Achievement[]>;
  save(userId: string, achievements: Achievement[]): Promise<void>;
}
