import type { Preferences } from '../contract/preferences.ts';
import type { Page, PageRequest } from '../page.ts';
import type { Achievement } from './contract/achievement.ts';
import type { Frequency } from './contract/frequency.ts';
import type { ActivityType, ProgressEntry } from './contract/progress.ts';
import type { Record } from './contract/record.ts';
import type { Streak } from './contract/streak.ts';
import type { AchievementFacts } from './rules/achievement.ts';
import type { ExerciseLog } from './rules/record.ts';
import type { SessionRow } from './rules/session.ts';

/** Stores of sessions, the progress log and everything derived from it. */
export interface TrainingStores {
  sessions: SessionStore;
  progress: ProgressStore;
  records: RecordStore;
  streaks: StreakStore;
  achievements: AchievementStore;
  tallies: TallyStore;
  facts: FactStore;
  exerciseKeys: ExerciseKeyStore;
  learners: LearnerStore;
}

export interface SessionStore {
  insert(session: SessionRow): Promise<void>;
  find(id: string): Promise<SessionRow | undefined>;
  /** Returns the user's active or paused session. */
  active(userId: string): Promise<SessionRow | undefined>;
  list(
    filter: {
      userId: string;
      courseId: string;
      status?: string;
      sessionType?: string;
      from?: string;
      to?: string;
    } & PageRequest,
  ): Promise<Page<SessionRow>>;
  save(session: SessionRow): Promise<void>;
  /** Returns the sessions of these entries that are over. */
  endedWith(entryIds: readonly string[]): Promise<SessionRow[]>;
  saveSummaries(sessions: readonly Pick<SessionRow, 'id' | 'summary'>[]): Promise<void>;
}

/**
 * A stored entry of the progress log. `localDay` is the date of activity [ST1], which is fixed when the entry is
 * logged. Only exercises have an `exerciseKey`.
 */
export type ProgressRow = ProgressEntry & {
  localDay: string;
  exerciseKey?: string;
  sourceKey?: string;
  deletedAt?: string;
  /** the time at which housekeeping emptied the row of an entry that was deleted or undone long ago */
  erasedAt?: string;
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
export type EntryMetrics = Pick<ProgressRow, 'id' | 'sessionId' | 'exerciseKey' | 'metrics'>;
export interface ProgressStore {
  /**
   * @throws DomainError already_exists if there is an entry with this id or with this `sourceKey`, which identifies one
   * activity in one chat message [T8]
   */
  insert(entry: ProgressRow): Promise<void>;
  find(id: string): Promise<ProgressRow | undefined>;
  /** Returns all entries whose quote is in one of these messages, oldest first, also undone and deleted entries. */
  ofMessages(userId: string, messageIds: string[]): Promise<ProgressRow[]>;
  /** Returns all entries that occurred at this instant or later, also undone and deleted entries. */
  since(userId: string, instant: string): Promise<ProgressRow[]>;
  /**
   * Returns the entry that was logged for one activity in a chat message [T8], even if the entry was undone or deleted.
   */
  bySource(userId: string, sourceKey: string): Promise<ProgressRow | undefined>;
  /**
   * Returns the entries that corrections in these messages changed [AL4], oldest first, also undone and deleted
   * entries.
   */
  correctedIn(userId: string, messageIds: readonly string[]): Promise<ProgressRow[]>;
  save(entry: ProgressRow): Promise<void>;
  list(filter: ProgressFilter & PageRequest): Promise<Page<ProgressRow>>;
  /**
   * Returns the entries that count, which are confirmed and not deleted, ordered by (occurredAt, id). With `after`, only
   * those that come after it in this order.
   */
  counting(filter: {
    userId: string;
    exerciseKey?: string;
    sessionId?: string;
    after?: { occurredAt: string; id: string };
    limit?: number;
    newestFirst?: boolean;
  }): Promise<ProgressRow[]>;
  /** Returns the counting entries of these sessions in the same order, without their data. */
  metricsOf(sessionIds: readonly string[]): Promise<EntryMetrics[]>;
  /** Returns the distinct local days with counting entries in ascending order, of one course or of all. */
  days(userId: string, courseId?: string): Promise<string[]>;
}

/**
 * The counts from which achievements are computed. `nth` contains, for each threshold that was asked for, the time of
 * the counting entry that reached it in the order of (occurredAt, id). The counts are stored. A log that is newer than
 * all others is added to them. After a late log, a changed log or a deletion they are computed again from all logs
 * [DF2]. Records and modules are counted only up to the highest threshold.
 */
export interface TallyStore {
  of(userId: string, thresholds: Thresholds): Promise<Tallies>;
}
export type Tallies = Omit<AchievementFacts, 'streak'>;
export type Thresholds = { [K in keyof Tallies]: number[] };

/**
 * Reads in one statement all stored facts that a new log changes, so that a new log costs the same however many logs
 * there are [DF2].
 */
export interface FactStore {
  around(entry: ProgressRow, ask: { thresholds: Thresholds; lookBack: number }): Promise<StoredFacts>;
}
export interface StoredFacts {
  fold?: RecordFold;
  streaks: StoredStreak[];
  /**
   * Whether other counting entries have the same local day, in the whole log and in the entry's course. If so, the
   * entry adds no day to any streak.
   */
  isDayKnown: boolean;
  /** The values of all tallies. Absent if any of them must first be computed from all logs. */
  counts?: { [K in keyof Tallies]: number };
  /** Keys of the achievements that the learner has earned. */
  earned: string[];
  /** The last `lookBack` counting logs of the entry's exercise, newest last, including the entry itself. */
  latest: ExerciseLog[];
}

/** The stored keys of exercises, and the list of learners whose keys must still follow the catalogue [PR10]. */
export interface ExerciseKeyStore {
  /** Puts every learner with exercises on the list if a round is due by `now`. Migrations decide when rounds are due. */
  beginRound(now: string): Promise<void>;
  /** Returns the next learners on the list, by id, after the learner `after`. */
  due(after?: string): Promise<string[]>;
  /** Takes a learner off the list. */
  take(userId: string): Promise<void>;
  /** Returns each stored pair of key and name once, also of undone and deleted entries. */
  names(userId: string): Promise<StoredExercise[]>;
  /** Gives the entries their new keys, and returns how many entries changed. Rows that were emptied stay empty [ER2]. */
  move(userId: string, moves: readonly KeyMove[]): Promise<number>;
  /** Returns the next entries of an exercise with a weight that is no load, by id, after the entry `after`. */
  weighted(userId: string, exerciseKey: string, after?: string): Promise<ProgressRow[]>;
  /** Stores only data and metrics. Rows that were emptied stay empty [ER2]. */
  saveSets(entries: readonly Pick<ProgressRow, 'id' | 'data' | 'metrics'>[]): Promise<void>;
}
export interface StoredExercise {
  exerciseKey: string;
  name: string;
  /** whether all these entries have the same key in their data */
  isWhole: boolean;
  /** whether a set has a weight that is no load on one's own weight */
  isWeighted: boolean;
  entries: number;
}
/** The entries with the key `from` and the name `name` get the key `to`. */
export interface KeyMove {
  from: string;
  name: string;
  to: string;
}

export interface RecordFold {
  state: unknown;
  last?: { occurredAt: string; id: string };
}
/** The records of each exercise, and the stored state to which the next log is added [DF2, PR3]. */
export interface RecordStore {
  foldState(userId: string, exerciseKey: string): Promise<RecordFold | undefined>;
  saveFoldState(
    userId: string,
    exerciseKey: string,
    state: unknown,
    last?: { occurredAt: string; id: string },
  ): Promise<void>;
  /** Returns all records, oldest first, including those that a later record has exceeded. */
  list(userId: string, exerciseKey?: string): Promise<Record[]>;
  /** Returns the records that these entries set, in the same order. */
  ofEntries(userId: string, entryIds: readonly string[]): Promise<Record[]>;
  change(userId: string, exerciseKey: string, change: { set: Record[]; revoked: Record[] }): Promise<void>;
}

/**
 * A change of the settings of streaks, valid from the local date `from` on [ST2]. The scope is a course with its
 * frequency, or `user` with the start of the day and of the week.
 */
export interface StreakSetting {
  scope: string;
  from: string;
  frequency?: Frequency;
  dayStartHour?: number;
  weekStart?: Preferences['weekStart'];
}
export type StoredStreak = Streak & { computedOn?: string };
export interface StreakStore {
  list(userId: string): Promise<Streak[]>;
  /** `computedOn` is the learner's date for which the streak was replayed. */
  save(userId: string, streak: Streak, computedOn?: string): Promise<void>;
  settings(userId: string): Promise<StreakSetting[]>;
  recordSetting(userId: string, setting: StreakSetting): Promise<void>;
}

/** Reads in one statement the settings by which the logs of an account are interpreted. */
export interface LearnerStore {
  of(userId: string): Promise<{ zone?: string; preferences: Partial<Preferences>; streakSettings: StreakSetting[] }>;
}

export interface AchievementStore {
  list(userId: string): Promise<Achievement[]>;
  save(userId: string, achievements: Achievement[]): Promise<void>;
}
