import type { DayVerdict, Streak } from '../../contract/streak.ts';
import { dateOf, dayNumber } from './days.ts';
import type { DayNumber } from './days.ts';
import { nextMilestone } from './milestones.ts';
import { countUnit, freezesOf, missUnit, newRun, restart } from './run.ts';
import type { Run } from './run.ts';
import { periodBeginning, periodFrom, segmentsOf, unitOn } from './schedule.ts';
import type { Period, Schedule } from './schedule.ts';

export interface StreakInput {
  scope: Streak['scope'];
  /**
   * The distinct dates of activity [ST1], in any order. A date after tomorrow comes from a wrong clock and is ignored.
   */
  days: readonly string[];
  /** The history of the required frequency. A change applies from its date. An empty history means daily. */
  schedule: readonly Schedule[];
  /** The pauses, with both dates included. */
  pauses: readonly { from: string; to: string }[];
  resets: readonly string[];
  /** The present date in the user's time zone. */
  today: string;
}

export type ReplayedStreak = Streak & {
  /** The verdict of every day from the first activity to today, or to tomorrow if tomorrow already has activity. */
  days: { date: string; verdict: DayVerdict }[];
  milestones: { milestone: number; reachedOn: string }[];
};

interface Replay {
  run: Run;
  active: ReadonlySet<DayNumber>;
  paused: ReadonlySet<DayNumber>;
  today: DayNumber;
  /** One verdict per day, in order. */
  verdicts: DayVerdict[];
}

/**
 * Compute the streak, the freezes, the milestones and every day's verdict from the days of activity and the settings
 * alone [ST1–ST7]. The details of the rules:
 * - `done` is any day with activity. On a day without a requirement the activity is shown but does not count. A paused
 * day does not count at all.
 * - A week that has paused days, or that begins with a reset or a change of schedule, requires only its share, ⌊count ×
 * days left / 7⌋. With a share of 0 the week neither extends nor breaks the streak. A week that is cut at its end
 * counts if its number was met by then, and otherwise does not break the streak.
 * - Days and weeks can't be added. A change from one to the other starts the count again, and the longest streak is the
 * longest in the present unit.
 * - Activity dated tomorrow counts already. Today stays open until it has ended.
 */
export function replayStreak(input: StreakInput): ReplayedStreak {
  const today = dayNumber(input.today);
  const active = new Set(input.days.map(dayNumber).filter((day) => day <= today + 1));
  const segments = segmentsOf(input.schedule);
  const unit = unitOn(segments, today);
  const first = earliest(active);
  const runs = { day: newRun(), week: newRun() };
  const days: ReplayedStreak['days'] = [];
  let todayMet = false;
  if (first !== undefined) {
    const last = active.has(today + 1) ? today + 1 : today;
    const beginning = periodBeginning(segments, first);
    const paused = pausedDays(input.pauses, beginning, last + 6);
    const resets = new Set(input.resets.map(dayNumber));
    const verdicts: DayVerdict[] = [];
    let counting: Streak['unit'] | undefined;
    for (let day = beginning; day <= last;) {
      const period = periodFrom(segments, resets, day);
      const run = runs[period.unit];
      if (resets.has(day) || (counting !== undefined && counting !== period.unit)) restart(run);
      counting = period.unit;
      const met = judge({ run, active, paused, today, verdicts }, period);
      if (period.first <= today && today <= period.last) todayMet = met;
      day = period.last + 1;
    }
    for (let day = first; day <= last; day += 1) {
      const verdict = verdicts[day - beginning];
      if (verdict !== undefined) days.push({ date: dateOf(day), verdict });
    }
  }
  const run = runs[unit];
  return {
    scope: input.scope,
    unit,
    current: run.current,
    longest: run.longest,
    status: statusOf(run, todayMet),
    freezes: freezesOf(run),
    nextMilestone: nextMilestone(run.current),
    days,
    milestones: [...run.milestones].map(([milestone, day]) => ({ milestone, reachedOn: dateOf(day) })),
  };
}

/**
 * Judge one period, which is a day or a week. Extend the streak, spend a freeze or break the streak, and add the
 * verdicts of the period's days.
 * @returns whether the period requires no further activity
 */
function judge(replay: Replay, period: Period): boolean {
  const { run, active, paused, today, verdicts } = replay;
  let unpaused = 0;
  for (let day = period.first; day <= period.last; day += 1) if (!paused.has(day)) unpaused += 1;
  const required = requiredOf(period, unpaused);
  let metOn: DayNumber | undefined;
  for (let day = period.first, done = 0; day <= period.last && metOn === undefined; day += 1) {
    if (active.has(day) && !paused.has(day)) done += 1;
    if (required > 0 && done === required) metOn = day;
  }
  let idle: DayVerdict = 'rest';
  if (metOn !== undefined) countUnit(run, metOn);
  else if (required > 0 && !(period.unit === 'week' && period.shortAtEnd)) {
    idle = period.last < today ? missUnit(run) : 'open';
  }
  for (let day = period.first; day <= period.last; day += 1) {
    if (paused.has(day)) verdicts.push('paused');
    else if (active.has(day)) verdicts.push('done');
    else verdicts.push(idle === 'open' && day < today ? 'rest' : idle);
  }
  return metOn !== undefined || required === 0;
}

function requiredOf(period: Period, unpaused: number): number {
  if (period.unit === 'day') return period.required ? unpaused : 0;
  const asksForShare = period.shortAtStart || unpaused < period.last - period.first + 1;
  return asksForShare ? Math.floor((period.count * unpaused) / 7) : period.count;
}

function statusOf(run: Run, todayMet: boolean): Streak['status'] {
  if (run.current === 0) return run.broken ? 'broken' : 'none';
  return todayMet ? 'active' : 'at_risk';
}

function earliest(days: ReadonlySet<DayNumber>): DayNumber | undefined {
  let first: DayNumber | undefined;
  for (const day of days) if (first === undefined || day < first) first = day;
  return first;
}

function pausedDays(pauses: StreakInput['pauses'], first: DayNumber, last: DayNumber): Set<DayNumber> {
  const paused = new Set<DayNumber>();
  for (const { from, to } of pauses) {
    const end = Math.min(dayNumber(to), last);
    for (let day = Math.max(dayNumber(from), first); day <= end; day += 1) paused.add(day);
  }
  return paused;
}
