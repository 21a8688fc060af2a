import type { Stores } from '../../../areas/stores.ts';
import { userStream } from '../../../call.ts';
import { defaultPreferences } from '../../../contract/preferences.ts';
import type { Preferences } from '../../../contract/preferences.ts';
import { localDay } from '../../../local-day.ts';
import type { Tx } from '../../../ports.ts';
import { defaultFrequency } from '../../contract/frequency.ts';
import type { Frequency } from '../../contract/frequency.ts';
import type { Reason } from '../../contract/reason.ts';
import type { Streak } from '../../contract/streak.ts';
import { nextDayStart } from '../../rules/streak/day-start.ts';
import { replayStreak } from '../../rules/streak/replay.ts';
import type { ReplayedStreak } from '../../rules/streak/replay.ts';
import type { StoredFacts, StreakSetting } from '../../stores.ts';
import type { Learner } from '../learner.ts';

const TICK_DELAY_MS = 60_000;

/** Returns the scopes of a learner's streaks: `overall` first, then every course that has its own frequency. */
export async function streakScopes(stores: Stores, { userId, streakSettings }: Learner): Promise<string[]> {
  const enrolled = new Set(await stores.courses.enrolments(userId));
  const courses = new Set(streakSettings.map((setting) => setting.scope).filter((scope) => enrolled.has(scope)));
  return ['overall', ...courses];
}

/**
 * Returns the stored overall streak if a new log adds no day to any streak and all streaks were replayed for today's
 * date [DF2]. Returns undefined if a streak must be replayed.
 */
export function keptStreak(
  { streaks, isDayKnown }: StoredFacts,
  learner: Learner,
  courseIds: string[],
  now: Date,
): Streak | undefined {
  if (!isDayKnown) return undefined;
  const today = todayOf(learner, now);
  const current = streaks.filter(({ computedOn }) => computedOn === today);
  const areCurrent = ['overall', ...courseIds].every((scope) => current.some((one) => one.scope === scope));
  const overall = areCurrent ? current.find(({ scope }) => scope === 'overall') : undefined;
  if (!overall) return undefined;
  const { computedOn: _computedOn, ...streak } = overall;
  return streak;
}

/** Returns a streak, computed from all days of activity [ST6]. */
export async function computeStreak(
  stores: Stores,
  learner: Learner,
  scope: string,
  now: Date,
): Promise<ReplayedStreak> {
  const { userId, streakSettings } = learner;
  const days = await stores.progress.days(userId, scope === 'overall' ? undefined : scope);
  return replayStreak({
    scope: scope as Streak['scope'],
    days,
    schedule: schedule(streakSettings, scope),
    pauses: [],
    resets: [],
    today: todayOf(learner, now),
  });
}

/** Returns the learner's present date. */
function todayOf({ zone, streakSettings }: Learner, now: Date): string {
  return activityDay(now.toISOString(), zone, streakSettings);
}

/**
 * Computes the overall streak and those of `courseIds` again and appends events for changed streaks. Schedules the next
 * `streak.tick` job, which updates the streaks when a new day begins [ST6].
 */
export async function updateStreaks(
  tx: Tx,
  learner: Learner,
  courseIds: string[],
  now: Date,
  reason?: Reason | 'time',
): Promise<ReplayedStreak> {
  const { userId } = learner;
  const stored = new Map((await tx.streaks.list(userId)).map((streak) => [streak.scope, streak]));
  const overall = await computeStreak(tx, learner, 'overall', now);
  const streaks = [overall];
  for (const courseId of courseIds) streaks.push(await computeStreak(tx, learner, courseId, now));
  // The `streak.tick` job must be scheduled again after it ran, and changed settings may change its hour.
  let isTickDue = reason === 'time' || reason === 'settings';
  for (const { days: _days, milestones: _milestones, ...facts } of streaks) {
    await tx.streaks.save(userId, facts, todayOf(learner, now));
    if (same(stored.get(facts.scope), facts)) continue;
    isTickDue = true;
    tx.append(userStream(userId), 'streak.updated', { ...facts, reason });
  }
  // The passing of time can change only a running streak, so a tick is scheduled only if there is one.
  if (isTickDue && streaks.some(({ current }) => current > 0)) await scheduleTick(tx, learner, now);
  return overall;
}

/**
 * Schedules the job that runs shortly after the learner's next day begins. The job announces the streaks that the new
 * day has changed [ST6].
 */
async function scheduleTick(tx: Tx, { userId, zone, dayStartHour }: Learner, now: Date): Promise<void> {
  const at = new Date(nextDayStart(now, zone, dayStartHour).getTime() + TICK_DELAY_MS);
  await tx.schedule('streak.tick', { userId }, { at, key: userId });
}

/**
 * Returns the date for which an activity counts: the local date in the activity's own zone. Hours before the start of
 * the day, as it was set on that date, count for the day before [ST1, ST2].
 */
export function activityDay(occurredAt: string, zone: string, settings: StreakSetting[]): string {
  const date = localDay(occurredAt, zone, 0);
  const held = settings.filter((setting) => setting.dayStartHour !== undefined && setting.from <= date).at(-1);
  return held?.dayStartHour ? localDay(occurredAt, zone, held.dayStartHour) : date;
}

function schedule(settings: StreakSetting[], scope: string) {
  let weekStart: Preferences['weekStart'] = defaultPreferences.weekStart;
  // The first frequency of a course also applies to earlier days, because logs may be older than the course.
  let frequency = settings.find((setting) => setting.scope === scope)?.frequency ?? unsaid(scope);
  const first = { from: '0001-01-01', frequency, weekStart };
  const steps = settings
    .filter((setting) => setting.scope === scope || setting.scope === 'user')
    .map((setting) => {
      weekStart = setting.weekStart ?? weekStart;
      frequency = setting.scope === scope ? (setting.frequency ?? frequency) : frequency;
      return { from: setting.from, frequency, weekStart };
    });
  return [first, ...steps];
}

const unsaid = (scope: string): Frequency => (scope === 'overall' ? { type: 'daily' } : defaultFrequency);

function same(a: object | undefined, b: object): boolean {
  const sorted = (value: object) => JSON.stringify(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)));
  return a !== undefined && sorted(a) === sorted(b);
}
