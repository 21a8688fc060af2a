import { beforeAll, expect, it } from 'vitest';
import type { Achievement } from '../../../../domain/training/contract/achievement.ts';
import type { Streak } from '../../../../domain/training/contract/streak.ts';
import { describeEachDatabase } from '../../../support/database.ts';
import { at, later, learner, openStores } from '../stores/fixtures.ts';
import type { StoresUnderTest } from '../stores/fixtures.ts';

describeEachDatabase('streaks and achievements', (kind) => {
  let stores: StoresUnderTest;
  beforeAll(async () => {
    stores = await openStores(kind);
  });

  it('[ST3] keeps each streak as it was last sent, the overall streak first; days are replayed and not stored', async () => {
    const { userId, courseId } = await learner(stores);
    const overall: Streak = {
      scope: 'overall',
      unit: 'day',
      current: 4,
      longest: 9,
      status: 'at_risk',
      freezes: 2,
      nextMilestone: 7,
    };
    const course: Streak = { ...overall, scope: courseId, unit: 'week', status: 'active' };
    await stores.write(async (tx) => {
      await tx.streaks.save(userId, { ...course, days: [{ date: '2026-11-05', verdict: 'done' }] });
      await tx.streaks.save(userId, { ...overall, current: 3 });
      await tx.streaks.save(userId, overall);
    });
    expect(await stores.read.streaks.list(userId)).toEqual([overall, course]);
  });

  it('[ST2] keeps the requirements of a streak with their dates; a second change on a day keeps the fields that only the first one set', async () => {
    const { userId, courseId } = await learner(stores);
    const record = (setting: Parameters<typeof stores.read.streaks.recordSetting>[1]) =>
      stores.write((tx) => tx.streaks.recordSetting(userId, setting));
    await record({ scope: 'user', from: '2026-11-05', dayStartHour: 4 });
    await record({ scope: courseId, from: '2026-11-01', frequency: { type: 'custom', days: [1, 3] } });
    await record({ scope: 'user', from: '2026-11-05', weekStart: 'sunday', dayStartHour: undefined });
    await record({ scope: courseId, from: '2026-11-07', frequency: { type: 'daily' } });
    await record({ scope: courseId, from: '2026-11-07', frequency: { type: 'flexible', minPerWeek: 2 } });
    expect(await stores.read.streaks.settings(userId)).toEqual([
      { scope: courseId, from: '2026-11-01', frequency: { type: 'custom', days: [1, 3] } },
      { scope: 'user', from: '2026-11-05', dayStartHour: 4, weekStart: 'sunday' },
      { scope: courseId, from: '2026-11-07', frequency: { type: 'flexible', minPerWeek: 2 } },
    ]);
  });

  it('keeps achievements: earned ones in the order of earning, then the others; a revoked one is not earned', async () => {
    const { userId } = await learner(stores);
    const progressing: Achievement = { key: 'a_progress', title: '10 logs', description: 'Log 10.', progress: 0.3 };
    const first: Achievement = { ...progressing, key: 'z_first', progress: 1, earnedAt: at };
    const second: Achievement = { ...progressing, key: 'b_second', progress: 1, earnedAt: later(1) };
    const save = (achievements: Achievement[]) => stores.write((tx) => tx.achievements.save(userId, achievements));
    await save([progressing, second, first]);
    expect(await stores.read.achievements.list(userId)).toEqual([first, second, progressing]);
    const revoked: Achievement = { ...first, earnedAt: undefined, progress: 0, revokedAt: later(5), reason: 'deleted' };
    await save([revoked]);
    await save([]);
    expect(await stores.read.achievements.list(userId)).toEqual([second, progressing, revoked]);
  });
});
