import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { achievementsOf, diffAchievements, thresholdsOf } from '../../../domain/training/rules/achievement.ts';
import type { AchievementFacts, Tally } from '../../../domain/training/rules/achievement.ts';

const AT = '2026-11-05T10:00:00.000Z';
const none: Tally = { count: 0, nth: {} };
const nothing: AchievementFacts = {
  logs: none,
  records: none,
  modules: none,
  perfectQuizzes: none,
  volume: none,
  minutes: none,
  streak: none,
};
const on = (day: number) => new Date(Date.UTC(2026, 0, day)).toISOString();
/** Make a tally that grows by one a day and reaches `count`. */
const tally = (count: number): Tally => ({
  count,
  nth: Object.fromEntries(Array.from({ length: count }, (_, index) => [index + 1, on(index + 1)])),
});
const of = (facts: Partial<AchievementFacts>) => achievementsOf({ ...nothing, ...facts });
const find = (facts: Partial<AchievementFacts>, key: string) =>
  of(facts).find((achievement) => achievement.key === key);
const earnedKeys = (facts: Partial<AchievementFacts>) =>
  of(facts)
    .filter((achievement) => achievement.earnedAt)
    .map((achievement) => achievement.key);

describe('the catalogue of achievements', () => {
  it('is complete from the start, with nothing earned', () => {
    expect(of({}).map((achievement) => achievement.key)).toEqual([
      'first_log',
      'logs_10',
      'logs_50',
      'logs_100',
      'logs_500',
      'logs_1000',
      'first_record',
      'records_10',
      'records_50',
      'first_module',
      'modules_10',
      'perfect_quiz',
      'volume_10t',
      'volume_100t',
      'volume_1000t',
      'hours_10',
      'hours_100',
      'streak_3',
      'streak_7',
      'streak_14',
      'streak_30',
      'streak_60',
      'streak_100',
      'streak_180',
      'streak_365',
    ]);
    expect(earnedKeys({})).toEqual([]);
    expect(of({}).every((achievement) => achievement.progress === 0)).toBe(true);
  });

  it('[DF1] dates each achievement by the log that earned it', () => {
    expect(find({ logs: tally(12) }, 'first_log')).toMatchObject({ earnedAt: on(1), progress: 1 });
    expect(find({ logs: tally(12) }, 'logs_10')).toMatchObject({ earnedAt: on(10), progress: 1 });
    expect(find({ logs: tally(12) }, 'logs_50')).toEqual({
      key: 'logs_50',
      title: '50 logs',
      description: 'Log 50 activities.',
      progress: 0.24,
    });
    expect(earnedKeys({ records: tally(10), modules: tally(1), perfectQuizzes: tally(1) })).toEqual([
      'first_record',
      'records_10',
      'first_module',
      'perfect_quiz',
    ]);
    expect(find({ volume: { count: 12_500.5, nth: { 10_000: AT } } }, 'volume_10t')).toMatchObject({ earnedAt: AT });
    expect(find({ minutes: { count: 300, nth: {} } }, 'hours_10')).toMatchObject({ progress: 0.5 });
  });

  it('[ST7] has every streak milestone, and a further year once the last one is reached', () => {
    expect(earnedKeys({ streak: { count: 8, nth: { 3: on(3), 7: on(7) } } })).toEqual(['streak_3', 'streak_7']);
    const years = of({ streak: { count: 740, nth: { 365: on(365), 730: on(730) } } });
    expect(years.filter((achievement) => /_(365|730|1095)$/.test(achievement.key))).toMatchObject([
      { key: 'streak_365', earnedAt: on(365) },
      { key: 'streak_730', earnedAt: on(730) },
      { key: 'streak_1095', progress: 740 / 1_095 },
    ]);
  });

  it('names the thresholds whose times a query must return', () => {
    expect(thresholdsOf('logs')).toEqual([1, 10, 50, 100, 500, 1_000]);
    expect(thresholdsOf('volume')).toEqual([10_000, 100_000, 1_000_000]);
  });
});

describe('diffAchievements', () => {
  const keys = (list: { key: string }[]) => list.map((achievement) => achievement.key);

  it('reports newly earned achievements', () => {
    const { earned, revoked, moved } = diffAchievements(of({ logs: tally(9) }), of({ logs: tally(10) }), AT, 'late');
    expect([keys(earned), revoked, moved]).toEqual([['logs_10'], [], []]);
    expect(keys(diffAchievements([], of({ logs: tally(1) }), AT, 'late').earned)).toEqual(['first_log']);
  });

  it('[DF3] revokes, with a reason, achievements that are not earned any more', () => {
    const { revoked, same } = diffAchievements(of({ logs: tally(10) }), of({ logs: tally(9) }), AT, 'deleted');
    expect(revoked).toEqual([
      {
        key: 'logs_10',
        title: '10 logs',
        description: 'Log 10 activities.',
        progress: 0.9,
        revokedAt: AT,
        reason: 'deleted',
      },
    ]);
    expect(keys(same)).not.toContain('logs_10');
  });

  it('[DF3] keeps a revocation until the achievement is earned again', () => {
    const first = diffAchievements(of({ logs: tally(10) }), of({ logs: tally(9) }), AT, 'undone');
    const stored = [...first.revoked, ...first.same];
    const second = diffAchievements(stored, of({ logs: tally(8) }), on(40), 'deleted');
    expect(second.revoked).toEqual([]);
    expect(second.same.find(({ key }) => key === 'logs_10')).toMatchObject({
      progress: 0.8,
      revokedAt: AT,
      reason: 'undone',
    });
    const third = diffAchievements([...second.same], of({ logs: tally(11) }), on(41), 'late');
    expect(third.earned).toEqual([
      { key: 'logs_10', title: '10 logs', description: 'Log 10 activities.', progress: 1, earnedAt: on(10) },
    ]);
  });

  it('[DF3] reports that a late log changed the day on which an achievement was earned', () => {
    const later = { count: 1, nth: { 1: on(9) } };
    const { moved, earned } = diffAchievements(of({ logs: later }), of({ logs: tally(1) }), AT, 'late');
    expect([moved.map(({ earnedAt }) => earnedAt), earned]).toEqual([[on(1)], []]);
    const rewritten = of({ logs: tally(1) }).map((each) => ({
      ...each,
      ...(each.earnedAt && { earnedAt: each.earnedAt.replace('.000', '') }),
    }));
    expect(diffAchievements(rewritten, of({ logs: tally(1) }), AT, 'late').moved).toEqual([]);
  });

  it('[DF3] revokes a yearly milestone that is far away again', () => {
    const years = of({ streak: { count: 740, nth: { 365: on(365), 730: on(730) } } });
    const { revoked, same } = diffAchievements(years, of({ streak: { count: 20, nth: {} } }), AT, 'deleted');
    expect(keys(revoked)).toEqual(['streak_365', 'streak_730']);
    expect(keys(same)).not.toContain('streak_1095');
  });

  it('[DF2] gives the same result for every sequence of changes that ends with the same facts', () => {
    const facts = fc
      .record({ logs: fc.nat(60).map(tally), records: fc.nat(12).map(tally) })
      .map((counts) => of(counts));
    fc.assert(
      fc.property(fc.array(facts, { minLength: 1, maxLength: 6 }), (history) => {
        let stored: ReturnType<typeof of> = [];
        for (const now of history) {
          const { earned, revoked, moved, same } = diffAchievements(stored, now, AT, 'late');
          stored = [...earned, ...revoked, ...moved, ...same];
        }
        const plain = stored.map(({ revokedAt: _at, reason: _reason, ...achievement }) => achievement);
        const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
        expect(plain.sort(byKey)).toEqual([...(history.at(-1) ?? [])].sort(byKey));
      }),
    );
  });
});
