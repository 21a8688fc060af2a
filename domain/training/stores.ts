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
}

/** `localDay` is the date of activity [ST1], fixed when it was logged; `exerciseKey` for exercises. */
export type ProgressRow = ProgressEntry & {
  localDay: string;
  exerciseKey?: string;
  sourceKey?: string;
  deletedAt?: string;
  /** when housekeeping emptied the row of an entry that was deleted or undone long ago */
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

/**
 * What achievements are counted from; times are those of the counting entries by (occurredAt, id), for the thresholds asked.
 * Kept, and folded by the newest log; replayed when something came late, changed or went [DF2]. Records and modules are
 * counted up to the highest threshold.
 */
export interface TallyStore {
  of(userId: string, thresholds: Thresholds): Promise<Tallies>;
}
export type Tallies = Omit<AchievementFacts, 'streak'>;
export type Thresholds = { [K in keyof Tallies]: number[] };

/** All that a new log is folded onto, in one statement, so that it costs the same whatever came before [DF2]. */
export interface FactStore {
  around(entry: ProgressRow, ask: { thresholds: Thresholds; lookBack: number }): Promise<StoredFacts>;
}
export interface StoredFacts {
  fold?: RecordFold;
  streaks: StoredStreak[];
  /** Whether another counting entry has its local day, in all and in its course: no streak has a day more. */
  isDayKnown: boolean;
  /** The value of each tally. It is absent if a tally must first be computed from all logs. */
  counts?: { [K in keyof Tallies]: number };
  /** Keys of the achievements that are held. */
  earned: string[];
  /** The last `lookBack` counting logs of its exercise, newest last, itself among them. */
  latest: ExerciseLog[];
}

export interface RecordFold {
  state: unknown;
  last?: { occurredAt: string; id: string };
}
/** The records of each exercise, and where the fold that gives them stands [DF2, PR3]. */
export interface RecordStore {
  foldState(userId: string, exerciseKey: string): Promise<RecordFold | undefined>;
  saveFoldState(
    userId: string,
    exerciseKey: string,
    state: unknown,
    last?: { occurredAt: string; id: string },
  ): Promise<void>;
  /** All that were ever set and still stand in their place in time, oldest first. */
  list(userId: string, exerciseKey?: string): Promise<Record[]>;
  change(userId: string, exerciseKey: string, change: { set: Record[]; revoked: Record[] }): Promise<void>;
}

/** A change of what a streak requires, from its local date on [ST2]. `scope` 'user' = day start and week start. */
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
  /** `computedOn`: the learner's date for which it was replayed */
  save(userId: string, streak: Streak, computedOn?: string): Promise<void>;
  settings(userId: string): Promise<StreakSetting[]>;
  recordSetting(userId: string, setting: StreakSetting): Promise<void>;
}

/** What decides how the logs of an account are read, in one statement. */
export interface LearnerStore {
  of(userId: string): Promise<{ zone?: string; preferences: Partial<Preferences>; streakSettings: StreakSetting[] }>;
}

export interface AchievementStore {
  list(userId: string): Promise<Achievement[]>;
  save(userId: string, achievements: Achievement[]): Promise<void>;
}
