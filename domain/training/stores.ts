import type { Preferences } from '../contract/preferences.ts';
import type { Page, PageRequest } from '../page.ts';
import type { Achievement } from './contract/achievement.ts';
import type { Frequency } from './contract/frequency.ts';
import type { ActivityType, ProgressEntry } from './contract/progress.ts';
import type { Record } from './contract/record.ts';
import type { Streak } from './contract/streak.ts';
import type { AchievementFacts } from './rules/achievement.ts';
import type { SessionRow } from './rules/session.ts';

/** Stores of sessions, the progress log and everything derived from it. */
export interface TrainingStores {
  sessions: SessionStore;
  progress: ProgressStore;
  records: RecordStore;
  streaks: StreakStore;
  achievements: AchievementStore;
  tallies: TallyStore;
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

/** What achievements are counted from; times are those of the counting entries by (occurredAt, id), for the thresholds asked. */
export interface TallyStore {
  of(userId: string, thresholds: { [K in keyof Tallies]: number[] }): Promise<Tallies>;
}
export type Tallies = Omit<AchievementFacts, 'streak'>;

/** The records of each exercise, and where the fold that gives them stands [DF2, PR3]. */
export interface RecordStore {
  foldState(
    userId: string,
    exerciseKey: string,
  ): Promise<{ state: unknown; last?: { occurredAt: string; id: string } } | undefined>;
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
