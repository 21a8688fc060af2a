import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { Zone } from '../../../domain/contract/common.ts';
import { localDay } from '../../../domain/local-day.ts';
import type { Frequency } from '../../../domain/training/contract/frequency.ts';
import { dateOf, dayNumber, weekdayOf } from '../../../domain/training/rules/streak/days.ts';
import { milestonesUpTo, nextMilestone } from '../../../domain/training/rules/streak/milestones.ts';
import { replayStreak } from '../../../domain/training/rules/streak/replay.ts';
import type { StreakInput } from '../../../domain/training/rules/streak/replay.ts';
import type { Schedule } from '../../../domain/training/rules/streak/schedule.ts';

/** 2 November 2026, which is a Monday. */
const MONDAY = '2026-11-02';

const plus = (date: string, days: number) => Temporal.PlainDate.from(date).add({ days }).toString();
const run = (from: string, length: number) => Array.from({ length }, (_, index) => plus(from, index));
const replay = (input: Partial<StreakInput>) =>
  replayStreak({ scope: 'overall', days: [], schedule: [], pauses: [], resets: [], today: MONDAY, ...input });
const schedule = (
  frequency: Frequency,
  from = '2026-01-01',
  weekStart: Schedule['weekStart'] = 'monday',
): Schedule => ({
  from,
  frequency,
  weekStart,
});
const verdicts = (streak: { days: { verdict: string }[] }) => streak.days.map((day) => day.verdict).join(' ');
const weekly = (count: number, from?: string) => schedule({ type: 'weekly', count }, from);

const isDate = (text: string) => /^2026-11-0[345]$/.test(text);

describe('localDay [ST1]', () => {
  it('[ST1] returns the date in the log’s own zone', () => {
    expect(localDay('2026-11-05T01:00:00Z', 'America/New_York', 0)).toBe('2026-11-04');
    expect(localDay('2026-11-05T11:00:00Z', 'Pacific/Auckland', 0)).toBe('2026-11-06');
    expect(localDay('2026-11-05T01:00:00+02:00', 'UTC', 0)).toBe('2026-11-04');
  });

  it('[ST1] works in every zone that the contract accepts', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const abbreviations = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => `${a}${b}${c}`)));
    const names = [
      ...Intl.supportedValuesOf('timeZone'),
      ...abbreviations,
      'pst',
      '+01',
      '+0530',
      '-23:59',
      'Etc/GMT+12',
    ];
    const zones = names.filter((name) => Zone.safeParse(name).success);
    expect(zones).toEqual(expect.arrayContaining(['Europe/Berlin', 'UTC', 'EST', '+0530']));
    expect(zones.filter((zone) => !isDate(localDay('2026-11-05T01:00:00Z', zone, 4)))).toEqual([]);
  });

  it('[ST1] returns the day before until dayStartHour', () => {
    expect(localDay('2026-11-05T03:59:00Z', 'UTC', 4)).toBe('2026-11-04');
    expect(localDay('2026-11-05T04:00:00Z', 'UTC', 4)).toBe('2026-11-05');
  });

  it('[ST1] counts a day of 23 or 25 hours as one day, which begins when the clock shows dayStartHour', () => {
    // In Berlin, clocks went from 02:00 to 03:00 on 29 March 2026, and from 03:00 to 02:00 on 25 October 2026.
    expect(localDay('2026-03-29T00:59:00Z', 'Europe/Berlin', 3)).toBe('2026-03-28');
    expect(localDay('2026-03-29T01:00:00Z', 'Europe/Berlin', 3)).toBe('2026-03-29');
    expect(localDay('2026-10-25T01:59:00Z', 'Europe/Berlin', 3)).toBe('2026-10-24');
    expect(localDay('2026-10-25T02:00:00Z', 'Europe/Berlin', 3)).toBe('2026-10-25');
    expect(localDay('2026-10-25T22:59:00Z', 'Europe/Berlin', 0)).toBe('2026-10-25');
    expect(localDay('2026-10-24T22:00:00Z', 'Europe/Berlin', 0)).toBe('2026-10-25');
  });

  it('[ST1] gives all hours of a local day the same date', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'America/St_Johns'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 6 }),
        fc.date({ min: new Date('2000-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
        (zone, hour, date) => {
          const at = Temporal.Instant.from(date.toISOString());
          const day = localDay(at.toString(), zone, hour);
          const later = localDay(at.add({ hours: 1 }).toString(), zone, hour);
          // An hour later it is the same day or the next. Only Samoa skipped a date, in 2011, so there it may be two
          // days later.
          expect([0, 1, 2]).toContain(Temporal.PlainDate.from(day).until(later).days);
          expect(localDay(at.toString(), zone, 0) >= day).toBe(true);
        },
      ),
    );
  });
});

describe('daily streaks', () => {
  it('[ST3] do not exist without activity', () => {
    expect(replay({})).toEqual({
      scope: 'overall',
      unit: 'day',
      current: 0,
      longest: 0,
      status: 'none',
      freezes: 0,
      nextMilestone: 3,
      days: [],
      milestones: [],
    });
  });

  it('[ST3] are active when today is done, at risk while it can still be done, and broken once a day has ended unmet', () => {
    const days = run(MONDAY, 3);
    expect(replay({ days, today: '2026-11-04' })).toMatchObject({ current: 3, status: 'active', nextMilestone: 7 });
    expect(replay({ days, today: '2026-11-05' })).toMatchObject({ current: 3, status: 'at_risk' });
    expect(replay({ days, today: '2026-11-06' })).toMatchObject({ current: 0, longest: 3, status: 'broken' });
    expect(verdicts(replay({ days, today: '2026-11-06' }))).toBe('done done done missed open');
    expect(replay({ days: [...days, '2026-11-06'], today: '2026-11-06' })).toMatchObject({
      current: 1,
      longest: 3,
      status: 'active',
    });
  });

  it('[ST4] earn a freeze per 7 counted days, and spend it on the earliest missed day', () => {
    const days = run(MONDAY, 7);
    expect(replay({ days: days.slice(0, 6), today: '2026-11-07' }).freezes).toBe(0);
    expect(replay({ days, today: '2026-11-08' }).freezes).toBe(1);
    const spent = replay({ days, today: '2026-11-10' });
    expect(spent).toMatchObject({ current: 7, freezes: 0, status: 'at_risk' });
    expect(verdicts(spent)).toBe('done done done done done done done frozen open');
    const broken = replay({ days, today: '2026-11-11' });
    expect(broken).toMatchObject({ current: 0, longest: 7, status: 'broken' });
    expect(verdicts(broken)).toBe('done done done done done done done frozen missed open');
  });

  it('[ST4] hold at most 2 freezes', () => {
    const days = run(MONDAY, 30);
    expect(replay({ days, today: plus(MONDAY, 29) }).freezes).toBe(2);
    expect(replay({ days, today: plus(MONDAY, 32) })).toMatchObject({ current: 30, freezes: 0, status: 'at_risk' });
    expect(replay({ days, today: plus(MONDAY, 33) })).toMatchObject({ current: 0, status: 'broken' });
  });

  it('[ST4] can’t spend a freeze on a miss before it was earned', () => {
    const days = [...run(MONDAY, 6), ...run(plus(MONDAY, 7), 7)];
    expect(replay({ days, today: plus(MONDAY, 13) })).toMatchObject({ current: 7, longest: 7, freezes: 1 });
  });

  it('[ST4] are neither broken nor extended by a frozen day', () => {
    const days = [...run(MONDAY, 7), ...run(plus(MONDAY, 8), 2)];
    expect(replay({ days, today: plus(MONDAY, 9) })).toMatchObject({ current: 9, freezes: 0, status: 'active' });
  });

  it('[ST5] require nothing on paused days and do not count them', () => {
    const days = [...run(MONDAY, 3), '2026-11-06', '2026-11-08'];
    const streak = replay({ days, pauses: [{ from: '2026-11-05', to: '2026-11-07' }], today: '2026-11-08' });
    expect(streak).toMatchObject({ current: 4, status: 'active' });
    expect(verdicts(streak)).toBe('done done done paused paused paused done');
  });

  it('[ST5] stay active during a pause without an end', () => {
    const streak = replay({
      days: run(MONDAY, 3),
      pauses: [{ from: '2026-11-05', to: '9999-12-31' }],
      today: '2027-03-01',
    });
    expect(streak).toMatchObject({ current: 3, status: 'active' });
  });

  it('[ST5] count from the date of a reset, and keep the longest streak', () => {
    const days = run(MONDAY, 10);
    const streak = replay({ days, resets: ['2026-11-09'], today: '2026-11-11' });
    expect(streak).toMatchObject({ current: 3, longest: 7, freezes: 0, status: 'active' });
    expect(replay({ days, resets: ['2026-11-12'], today: '2026-11-12' })).toMatchObject({
      current: 0,
      longest: 10,
      status: 'none',
    });
  });

  it('[ST7] reach each milestone once, on its day', () => {
    const days = [...run(MONDAY, 3), ...run('2026-11-10', 7)];
    expect(replay({ days, today: '2026-11-16' }).milestones).toEqual([
      { milestone: 3, reachedOn: '2026-11-04' },
      { milestone: 7, reachedOn: '2026-11-16' },
    ]);
  });

  it('[ST7] have milestones at 3, 7, 14, 30, 60, 100, 180, 365 and every further year', () => {
    expect(milestonesUpTo(1_100)).toEqual([3, 7, 14, 30, 60, 100, 180, 365, 730, 1_095]);
    expect([0, 3, 364, 365, 729, 730].map(nextMilestone)).toEqual([3, 7, 365, 730, 730, 1_095]);
  });

  it('[ST3] count activity dated tomorrow while today stays open, and ignore later dates', () => {
    const days = [...run(MONDAY, 2), '2026-11-05', '2026-11-09'];
    const streak = replay({ days, today: '2026-11-04' });
    expect(streak).toMatchObject({ current: 3, status: 'at_risk' });
    expect(verdicts(streak)).toBe('done done open done');
    expect(replay({ days: ['2030-01-01'], today: MONDAY })).toMatchObject({ current: 0, status: 'none', days: [] });
  });
});

describe('weekday streaks', () => {
  const mondayWednesdayFriday = [schedule({ type: 'custom', days: [1, 3, 5] })];

  it('[ST2] are neither broken nor extended by days that are not required', () => {
    const days = ['2026-11-02', '2026-11-03', '2026-11-04', '2026-11-06'];
    const streak = replay({ days, schedule: mondayWednesdayFriday, today: '2026-11-08' });
    expect(streak).toMatchObject({ unit: 'day', current: 3, status: 'active' });
    expect(verdicts(streak)).toBe('done done done rest done rest rest');
  });

  it('[ST3] are at risk on a required day and broken after it', () => {
    const days = ['2026-11-02', '2026-11-04'];
    expect(replay({ days, schedule: mondayWednesdayFriday, today: '2026-11-05' }).status).toBe('active');
    expect(replay({ days, schedule: mondayWednesdayFriday, today: '2026-11-06' }).status).toBe('at_risk');
    expect(replay({ days, schedule: mondayWednesdayFriday, today: '2026-11-07' })).toMatchObject({
      current: 0,
      status: 'broken',
    });
  });
});

describe('weekly and flexible streaks', () => {
  const weekOf = (index: number, ...weekdays: number[]) => weekdays.map((day) => plus(MONDAY, index * 7 + day));

  it('[ST2] count calendar weeks that reached their number', () => {
    const days = [...weekOf(0, 0, 2, 4), ...weekOf(1, 1, 2, 3, 6), ...weekOf(2, 0)];
    for (const frequency of [
      { type: 'weekly', count: 3 },
      { type: 'flexible', minPerWeek: 3 },
    ] as const) {
      const streak = replay({ scope: 'c', days, schedule: [schedule(frequency)], today: plus(MONDAY, 15) });
      expect(streak).toMatchObject({ scope: 'c', unit: 'week', current: 2, longest: 2, status: 'at_risk' });
    }
  });

  it('[ST3] break only when the week has ended', () => {
    const input = { days: [...weekOf(0, 0, 2, 4), ...weekOf(1, 0)], schedule: [weekly(3)] };
    expect(replay({ ...input, today: plus(MONDAY, 13) })).toMatchObject({ current: 1, status: 'at_risk' });
    expect(replay({ ...input, today: plus(MONDAY, 14) })).toMatchObject({ current: 0, longest: 1, status: 'broken' });
    expect(verdicts(replay({ ...input, today: plus(MONDAY, 14) }))).toBe(
      'done rest done rest done rest rest done missed missed missed missed missed missed open',
    );
  });

  it('[ST4] spend a freeze on an unmet week', () => {
    const days = Array.from({ length: 7 }, (_, week) => weekOf(week, 0, 1, 2)).flat();
    const streak = replay({ days, schedule: [weekly(3)], today: plus(MONDAY, 57) });
    expect(streak).toMatchObject({ unit: 'week', current: 7, freezes: 0, status: 'at_risk' });
    expect(streak.milestones).toEqual([
      { milestone: 3, reachedOn: plus(MONDAY, 16) },
      { milestone: 7, reachedOn: plus(MONDAY, 44) },
    ]);
  });

  it('[ST2] count weeks from weekStart', () => {
    const days = ['2026-11-08', '2026-11-09']; // a Sunday and a Monday
    const of = (weekStart: Schedule['weekStart']) =>
      replay({ days, schedule: [schedule({ type: 'weekly', count: 2 }, '2026-01-01', weekStart)], today: '2026-11-09' })
        .current;
    expect([of('monday'), of('sunday'), of('saturday')]).toEqual([0, 1, 1]);
  });

  it('[ST5] require only a share in a week with paused days, and nothing in a paused week', () => {
    const days = [...weekOf(0, 0, 1, 2), ...weekOf(1, 0), ...weekOf(3, 0, 1, 2)];
    const pauses = [{ from: plus(MONDAY, 10), to: plus(MONDAY, 20) }]; // the second Thursday to the third Sunday
    const streak = replay({ days, schedule: [weekly(3)], pauses, today: plus(MONDAY, 23) });
    expect(streak).toMatchObject({ current: 3, status: 'active' });
  });
});

describe('changes of schedule', () => {
  it('[ST2] a change between day patterns applies from its date', () => {
    const history = [schedule({ type: 'daily' }), schedule({ type: 'custom', days: [1] }, '2026-11-05')];
    const streak = replay({ days: [...run(MONDAY, 3), '2026-11-09'], schedule: history, today: '2026-11-10' });
    expect(streak).toMatchObject({ current: 4, status: 'active' });
    expect(verdicts(streak)).toBe('done done done rest rest rest rest done rest');
  });

  it('[ST2] a week is judged by the number that is valid on its last day; past weeks do not change', () => {
    const days = [...run(MONDAY, 2), ...run('2026-11-09', 2)];
    expect(replay({ days, schedule: [weekly(2), weekly(3, '2026-11-11')], today: '2026-11-12' })).toMatchObject({
      current: 1,
      status: 'at_risk',
    });
    expect(replay({ days, schedule: [weekly(3), weekly(2, '2026-11-11')], today: '2026-11-12' })).toMatchObject({
      current: 1,
      status: 'active',
    });
  });

  it('[ST2] a change from days to weeks restarts the count, and the rest of the week requires its share', () => {
    const days = [...run(MONDAY, 10), ...run('2026-11-12', 1)];
    const history = [schedule({ type: 'daily' }), weekly(3, '2026-11-12')];
    const streak = replay({ days, schedule: history, today: '2026-11-12' });
    expect(streak).toMatchObject({ unit: 'week', current: 1, longest: 1, status: 'active' });
    expect(replay({ days, schedule: history, today: '2026-11-11' })).toMatchObject({ unit: 'day', current: 10 });
  });

  it('[ST2] a week that is cut by a change to days is not missed', () => {
    const history = [weekly(3), schedule({ type: 'daily' }, '2026-11-11')];
    const streak = replay({ days: [...run(MONDAY, 3), '2026-11-11'], schedule: history, today: '2026-11-11' });
    expect(streak).toMatchObject({ unit: 'day', current: 1, status: 'active' });
  });
});

describe('properties', () => {
  it('[ST6] days follow the calendar', () => {
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_000_000 }), (day) => {
        const date = Temporal.PlainDate.from('1970-01-01').add({ days: day });
        expect([dateOf(day), dayNumber(date.toString()), weekdayOf(day)]).toEqual([
          date.toString(),
          day,
          date.dayOfWeek % 7,
        ]);
      }),
    );
  });

  const offset = fc.integer({ min: -5, max: 60 });
  const date = offset.map((days) => plus(MONDAY, days));
  const frequency: fc.Arbitrary<Frequency> = fc.oneof(
    fc.constant({ type: 'daily' as const }),
    fc.record({ type: fc.constant('weekly' as const), count: fc.integer({ min: 1, max: 7 }) }),
    fc.record({
      type: fc.constant('custom' as const),
      days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
    }),
    fc.record({ type: fc.constant('flexible' as const), minPerWeek: fc.integer({ min: 1, max: 7 }) }),
  );
  const input: fc.Arbitrary<StreakInput> = fc.record({
    scope: fc.constant('overall' as const),
    days: fc
      .tuple(date, fc.uniqueArray(date, { maxLength: 66 }), fc.integer({ min: 0, max: 30 }))
      .map(([from, scattered, length]) => [...new Set([...run(from, length), ...scattered])]),
    schedule: fc.array(
      fc.record({
        from: date,
        frequency,
        weekStart: fc.constantFrom('monday' as const, 'sunday' as const, 'saturday' as const),
      }),
      { maxLength: 3 },
    ),
    pauses: fc.array(
      fc.tuple(date, fc.integer({ min: 0, max: 9 })).map(([from, length]) => ({ from, to: plus(from, length) })),
      { maxLength: 2 },
    ),
    resets: fc.uniqueArray(date, { maxLength: 2 }),
    today: date,
  });

  it('[ST6] the order of days does not matter, and the replay is deterministic', () => {
    fc.assert(
      fc.property(input, fc.infiniteStream(fc.nat()), (facts, random) => {
        const shuffled = facts.days.map((day) => ({ day, at: random.next().value ?? 0 })).sort((a, b) => a.at - b.at);
        expect(replayStreak({ ...facts, days: shuffled.map(({ day }) => day) })).toEqual(replayStreak(facts));
      }),
    );
  });

  it('[ST4] there are 0 to 2 freezes, and the current streak is at most the longest', () => {
    fc.assert(
      fc.property(input, (facts) => {
        const streak = replayStreak(facts);
        expect([0, 1, 2]).toContain(streak.freezes);
        expect(streak.current).toBeLessThanOrEqual(streak.longest);
        expect(streak.nextMilestone).toBeGreaterThan(streak.current);
        expect(streak.milestones.map(({ milestone }) => milestone)).toEqual(milestonesUpTo(streak.longest));
      }),
    );
  });

  it('[ST4] one more day of activity never makes the longest streak shorter', () => {
    fc.assert(
      fc.property(input, date, (facts, extra) => {
        const more = replayStreak({ ...facts, days: [...new Set([...facts.days, extra])] });
        expect(more.longest).toBeGreaterThanOrEqual(replayStreak(facts).longest);
      }),
      { numRuns: 500 },
    );
  });

  it('[ST6] each date from the first activity to today has one verdict, in order', () => {
    fc.assert(
      fc.property(input, (facts) => {
        const dates = replayStreak(facts).days.map((day) => day.date);
        const [first] = dates;
        fc.pre(first !== undefined && first <= facts.today);
        const past = dates.filter((day) => day <= facts.today);
        expect(past).toEqual(run(first, Temporal.PlainDate.from(first).until(facts.today).days + 1));
      }),
    );
  });

  it('[ST3] the verdict of a past day does not change any more once its week has ended', () => {
    fc.assert(
      fc.property(input, fc.integer({ min: 1, max: 20 }), (facts, passed) => {
        const settled = replayStreak(facts).days.filter((day) => day.date < plus(facts.today, -7));
        const later = new Map(
          replayStreak({ ...facts, today: plus(facts.today, passed) }).days.map((day) => [day.date, day.verdict]),
        );
        for (const { date, verdict } of settled) expect(later.get(date)).toBe(verdict);
      }),
    );
  });
});
