import type { Preferences } from '../../../contract/preferences.ts';
import type { Frequency } from '../../contract/frequency.ts';
import type { Streak } from '../../contract/streak.ts';
import { dayNumber, weekdayOf } from './days.ts';
import type { DayNumber } from './days.ts';

/** How often activity is required from the local date `from` on [ST2]. */
export interface Schedule {
  from: string;
  frequency: Frequency;
  weekStart: Preferences['weekStart'];
}

/** What is required for the streak: activity on certain weekdays, or on a number of days in a calendar week. */
type Requirement =
  | { unit: 'day'; weekdays: ReadonlySet<number> }
  | { unit: 'week'; count: number; firstWeekday: number };

/**
 * Days that are judged together: a single day, or a calendar week. A week that a reset or a change of schedule cuts has
 * `shortAtStart` or `shortAtEnd`.
 */
export type Period = { first: DayNumber; last: DayNumber } & (
  | { unit: 'day'; required: boolean }
  | { unit: 'week'; count: number; shortAtStart: boolean; shortAtEnd: boolean }
);

interface Segment {
  from: DayNumber;
  requirement: Requirement;
}

const EVERY_DAY: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 6]);
const FIRST_WEEKDAY = { sunday: 0, monday: 1, saturday: 6 };

/**
 * Return the requirements with their first days, in ascending order. The first requirement also applies to all days
 * before it. An empty history means daily.
 */
export function segmentsOf(history: readonly Schedule[]): Segment[] {
  const [first, ...rest] = history
    .map((schedule) => ({ from: dayNumber(schedule.from), requirement: requirementOf(schedule) }))
    .sort((a, b) => a.from - b.from);
  const opening = first?.requirement ?? { unit: 'day', weekdays: EVERY_DAY };
  return [{ from: -Infinity, requirement: opening }, ...rest];
}

export function unitOn(segments: readonly Segment[], day: DayNumber): Streak['unit'] {
  return requirementOn(segments, day).unit;
}

/**
 * Return the period that begins on `first`. The number of days required in a week is the number that is valid on the
 * last day of the week. A reset, a change to a requirement for days and a change of the first weekday end the week
 * early.
 */
export function periodFrom(segments: readonly Segment[], resets: ReadonlySet<DayNumber>, first: DayNumber): Period {
  const requirement = requirementOn(segments, first);
  if (requirement.unit === 'day') {
    return { unit: 'day', first, last: first, required: requirement.weekdays.has(weekdayOf(first)) };
  }
  const { firstWeekday } = requirement;
  const beginning = weekBeginning(first, firstWeekday);
  let { count } = requirement;
  let last = first;
  while (last < beginning + 6 && !resets.has(last + 1)) {
    const next = requirementOn(segments, last + 1);
    if (next.unit === 'day' || next.firstWeekday !== firstWeekday) break;
    ({ count } = next);
    last += 1;
  }
  return { unit: 'week', first, last, count, shortAtStart: first > beginning, shortAtEnd: last < beginning + 6 };
}

/** Return the first day of the period that contains `day`, ignoring resets and changes of schedule. */
export function periodBeginning(segments: readonly Segment[], day: DayNumber): DayNumber {
  const requirement = requirementOn(segments, day);
  return requirement.unit === 'day' ? day : weekBeginning(day, requirement.firstWeekday);
}

function weekBeginning(day: DayNumber, firstWeekday: number): DayNumber {
  return day - ((weekdayOf(day) - firstWeekday + 7) % 7);
}

function requirementOn(segments: readonly Segment[], day: DayNumber): Requirement {
  let requirement: Requirement = { unit: 'day', weekdays: EVERY_DAY };
  for (const segment of segments) {
    if (segment.from > day) break;
    ({ requirement } = segment);
  }
  return requirement;
}

function requirementOf({ frequency, weekStart }: Schedule): Requirement {
  const firstWeekday = FIRST_WEEKDAY[weekStart];
  if (frequency.type === 'weekly') return { unit: 'week', count: frequency.count, firstWeekday };
  if (frequency.type === 'flexible') return { unit: 'week', count: frequency.minPerWeek, firstWeekday };
  return { unit: 'day', weekdays: frequency.type === 'daily' ? EVERY_DAY : new Set(frequency.days) };
}
