import { beforeEach, describe, expect, it } from 'vitest';
import { openLearner } from '../../support/learner.ts';
import type { Learner } from '../../support/learner.ts';

let ada: Learner;
beforeEach(async () => {
  ada = await openLearner();
});

const run = (minutes: number) => ({
  activityType: 'exercise' as const,
  data: { exercise: 'running', sets: [{ distance: '5 km', duration: `${minutes}:00` }] },
});

describe('records', () => {
  it('[PR3, DF2] a faster run over a distance is a record that names the distance, stored as a replay gives it', async () => {
    await ada.at('2026-11-05T09:00:00Z', 'progress.log', run(30));
    const { records, summary } = await ada.at('2026-11-09T09:00:00Z', 'progress.log', run(28));
    expect(records).toMatchObject([{ kind: 'fastest', distance: { value: 5, unit: 'km' } }]);
    expect(summary).toMatch(/5 km in 28:00, 2:00 faster than on 5 November/);
    const { stored, replayed } = await ada.facts('2026-11-09T10:00:00Z');
    expect(stored).toEqual(replayed);

    await ada.at('2026-11-09T11:00:00Z', 'progress.log', { ...run(31), occurredAt: '2026-11-08T09:00:00Z' });
    const told = ada.events.filter(({ t }) => t === 'record.set');
    expect(told).toHaveLength(1);
  });

  it('[PR3, DF2] the record of most volume in a session still holds after its course is deleted, in the store and in a replay', async () => {
    const { id: courseId } = await ada.at('2026-11-01T07:00:00Z', 'course.create', { topic: 'Strength training' });
    for (const [day, sets] of [
      ['02', 2],
      ['05', 3],
    ] as const) {
      const at = `2026-11-${day}T08:00:00Z`;
      const { id: sessionId } = await ada.at(at, 'session.start', { courseId, sessionType: 'practice' });
      const data = { exercise: 'squat', weight: '100 kg', sets, reps: 5 };
      await ada.at(at, 'progress.log', { courseId, sessionId, activityType: 'exercise', data });
      await ada.at(at, 'session.complete', { sessionId });
    }
    await ada.at('2026-11-05T09:00:00Z', 'course.delete', { courseId });
    const { stored, replayed } = await ada.facts('2026-11-05T09:00:00Z');
    expect(stored.records.map(({ kind }) => kind)).toEqual(['session_volume']);
    expect(stored).toEqual(replayed);
  });

  it('[PR4, PR5] the answer to a late log has its own record, and not the later logs’ records that it changed', async () => {
    const bench = (weight: string, day: string) => ({
      activityType: 'exercise' as const,
      occurredAt: `2026-11-${day}T08:00:00Z`,
      data: { exercise: 'bench press', weight, sets: 1, reps: 5 },
    });
    const now = '2026-11-12T08:00:00Z';
    await ada.at(now, 'progress.log', bench('100 kg', '01'));
    await ada.at(now, 'progress.log', bench('110 kg', '10'));
    const late = await ada.at(now, 'progress.log', bench('105 kg', '05'));
    expect(late.summary).toBe('Personal record: 105 kg × 5, up 5 kg from 1 November');
    const after = { progressId: late.entry.id, occurredAt: '2026-11-11T08:00:00Z' };
    const moved = await ada.at(now, 'progress.update', after);
    expect(moved.summary).not.toMatch(/record/i);
  });

  it('[PR3, PR5] the answer to a set that raises the record volume of its session has the record', async () => {
    const { id: courseId } = await ada.at('2026-11-01T07:00:00Z', 'course.create', { topic: 'Strength training' });
    const data = { exercise: 'squat', weight: '100 kg', sets: 2, reps: 5 };
    const answers: string[] = [];
    for (const [day, logs] of [
      ['02', 1],
      ['05', 3],
    ] as const) {
      const at = `2026-11-${day}T08:00:00Z`;
      const { id: sessionId } = await ada.at(at, 'session.start', { courseId, sessionType: 'practice' });
      for (let log = 0; log < logs; log++) {
        const logged = { courseId, sessionId, activityType: 'exercise' as const, data };
        answers.push((await ada.at(at, 'progress.log', logged)).summary);
      }
      await ada.at(at, 'session.complete', { sessionId });
    }
    expect(answers.slice(2)).toEqual([
      'Personal record: most volume in a session, 2,000 kg, up 1,000 kg from 2 November',
      'Personal record: most volume in a session, 3,000 kg, up 2,000 kg from 2 November',
    ]);
  });
});

describe('achievements', () => {
  it('[DF2, DF3] one that a module earned moves to the time of an earlier module that is synced later', async () => {
    const { id: courseId } = await ada.at('2026-11-05T07:00:00Z', 'course.create', { topic: 'Strength training' });
    const { data } = await ada.at('2026-11-05T07:00:00Z', 'module.list', { courseId });
    const [first, second] = data.filter(({ moduleType }) => moduleType !== 'quiz').map(({ id }) => id);
    const reflection = { courseId, activityType: 'reflection' as const, data: { text: 'calm' } };
    await ada.at('2026-11-05T07:30:00Z', 'progress.log', reflection);
    await ada.at('2026-11-05T10:00:00Z', 'module.complete', { moduleId: second! });
    const entry = (await ada.at('2026-11-05T10:00:00Z', 'progress.list', { courseId })).data.find(
      (one) => one.moduleId,
    );
    await ada.at('2026-11-05T10:30:00Z', 'progress.delete', { progressId: entry!.id });
    const late = { moduleId: first!, occurredAt: '2026-11-05T08:00:00Z' };
    await ada.at('2026-11-05T11:00:00Z', 'module.complete', late);
    const { stored, replayed } = await ada.facts('2026-11-05T11:00:00Z');
    const earnedAt = stored.achievements.find(({ key }) => key === 'first_module')?.earnedAt;
    expect(earnedAt).toBe('2026-11-05T08:00:00.000Z');
    expect(stored).toEqual(replayed);
  });
});

describe('sessions', () => {
  const set = { activityType: 'exercise' as const, data: { exercise: 'squat', weight: '100 kg', sets: 1, reps: 5 } };
  const synced = '2026-11-05T14:00:00Z';

  it('[SE1, M4] a session that was done offline has its real duration, not the time until it was synced', async () => {
    const { id: courseId } = await ada.at('2026-11-05T07:00:00Z', 'course.create', { topic: 'Strength training' });
    const started = { courseId, sessionType: 'practice' as const, occurredAt: '2026-11-05T08:00:00Z' };
    const { id: sessionId } = await ada.at(synced, 'session.start', started);
    expect(ada.due.get('session.idle')?.toISOString()).toBe('2026-11-05T14:05:00.000Z');
    const late = { courseId, sessionId, occurredAt: '2026-11-05T08:10:00Z' };
    const { entry } = await ada.at(synced, 'progress.log', { ...set, ...late });
    const edited = { progressId: entry.id, notes: 'deep', editedAt: '2026-11-05T08:20:00Z' };
    await ada.at(synced, 'progress.update', edited);
    const completed = await ada.at(synced, 'session.complete', { sessionId, occurredAt: '2026-11-05T08:45:00Z' });
    expect(completed).toMatchObject({ actualDuration: 45, completedAt: '2026-11-05T08:45:00.000Z' });
  });

  it('[SE3, PR4] a late log in another session that revokes a record corrects the summary that named the record', async () => {
    const { id: courseId } = await ada.at('2026-11-01T07:00:00Z', 'course.create', { topic: 'Strength training' });
    const squat = (weight: string) => ({ ...set, courseId, data: { ...set.data, weight } });
    await ada.at('2026-11-02T08:00:00Z', 'progress.log', squat('80 kg'));
    const session = { courseId, sessionType: 'practice' as const };
    const { id: sessionId } = await ada.at('2026-11-05T08:00:00Z', 'session.start', session);
    await ada.at('2026-11-05T08:10:00Z', 'progress.log', { ...squat('100 kg'), sessionId });
    const { summary } = await ada.at('2026-11-05T08:45:00Z', 'session.complete', { sessionId });
    expect(summary?.records).not.toEqual([]);
    await ada.at(synced, 'progress.log', { ...squat('120 kg'), occurredAt: '2026-11-03T08:00:00Z' });
    const healed = await ada.at(synced, 'session.get', { sessionId });
    expect(healed.summary).toMatchObject({ records: [], entries: 1, volume: 500 });
    expect(ada.events.filter(({ t }) => t === 'session.updated').map(({ d }) => d)).toEqual([healed]);
  });
});

describe('streaks', () => {
  const reading = (occurredAt: string, courseId?: string) => ({
    courseId,
    occurredAt,
    activityType: 'reading' as const,
    data: { minutes: 20 },
  });
  const told = (scope: string) =>
    ada.events
      .filter(({ t, d }) => t === 'streak.updated' && (d as { scope: string }).scope === scope)
      .map(({ d }) => d);

  it('[ST6] a tick changes the streak of a course even if no overall streak is running', async () => {
    const preferences = { frequency: { type: 'weekly' as const, count: 1 } };
    const course = { topic: 'Strength training', preferences };
    const { id: courseId } = await ada.at('2026-11-02T09:00:00Z', 'course.create', course);
    await ada.at('2026-11-02T10:00:00Z', 'progress.log', reading('2026-11-02T10:00:00Z', courseId));
    // The overall streak breaks on the 4th and the course's streak on Monday the 16th. Each job runs at the time for
    // which the previous one scheduled it.
    for (let ticks = 0; ticks < 20; ticks++) {
      const due = ada.due.get('streak.tick');
      ada.due.delete('streak.tick');
      if (due) await ada.run(due.toISOString(), 'streak.tick', { userId: ada.userId });
    }
    expect(told('overall').at(-1)).toMatchObject({ status: 'broken', reason: 'time' });
    expect(told(courseId).at(-1)).toMatchObject({ status: 'broken', current: 0, reason: 'time' });
    expect(ada.due.has('streak.tick')).toBe(false);
  });

  it('[ST6] a late log that begins only the streak of a course schedules ticks', async () => {
    const preferences = { frequency: { type: 'weekly' as const, count: 1 } };
    const course = { topic: 'Strength training', preferences };
    const { id: courseId } = await ada.at('2026-11-12T09:00:00Z', 'course.create', course);
    await ada.at('2026-11-12T10:00:00Z', 'progress.log', reading('2026-11-03T10:00:00Z'));
    ada.due.delete('streak.tick');
    await ada.at('2026-11-12T10:00:00Z', 'progress.log', reading('2026-11-03T10:00:00Z', courseId));
    expect(ada.due.get('streak.tick')?.toISOString()).toBe('2026-11-13T00:01:00.000Z');
  });

  it('[ST3, ST6, ST7, DF2] a day that the passing of time brings in earns what it completes', async () => {
    await ada.at('2026-11-04T09:00:00Z', 'user.updateProfile', { timezone: 'Pacific/Pago_Pago' });
    for (const zone of ['Pacific/Pago_Pago', 'UTC', 'Pacific/Kiritimati'])
      await ada.at('2026-11-05T10:30:00Z', 'progress.log', { ...reading('2026-11-05T10:30:00Z'), zone });
    expect(told('overall').at(-1)).toMatchObject({ current: 2 });
    await ada.run('2026-11-05T11:01:00Z', 'streak.tick', { userId: ada.userId });
    expect(told('overall').at(-1)).toMatchObject({ current: 3, reason: 'time' });
    expect(ada.events.at(-1)).toMatchObject({ t: 'achievement.earned', d: { key: 'streak_3' } });
    const { stored, replayed } = await ada.facts('2026-11-05T11:01:00Z');
    expect(stored).toEqual(replayed);
  });

  it('[ST6, DF2] a second log of a day leaves the streak as it is stored, unless a new date has begun', async () => {
    await ada.at('2026-11-05T10:00:00Z', 'progress.log', reading('2026-11-05T10:00:00Z'));
    const second = await ada.at('2026-11-05T11:00:00Z', 'progress.log', reading('2026-11-05T11:00:00Z'));
    expect(second.streak).toMatchObject({ current: 1, status: 'active' });
    expect(told('overall')).toHaveLength(1);
    const late = await ada.at('2026-11-06T00:00:30Z', 'progress.log', reading('2026-11-05T12:00:00Z'));
    expect(late.streak).toMatchObject({ current: 1, status: 'at_risk' });
    expect(told('overall').at(-1)).toMatchObject({ status: 'at_risk' });
  });

  it('[ST3, ST6] a change of time zone is sent immediately, and ticks then follow the midnights of the new zone', async () => {
    await ada.at('2026-11-05T09:00:00Z', 'user.updateProfile', { timezone: 'Europe/Berlin' });
    expect(ada.events.map(({ t }) => t)).toEqual(['resource.changed']);
    await ada.at('2026-11-05T10:00:00Z', 'progress.log', reading('2026-11-05T10:00:00Z'));
    expect(told('overall').at(-1)).toMatchObject({ status: 'active' });
    expect(ada.due.get('streak.tick')?.toISOString()).toBe('2026-11-05T23:01:00.000Z');
    await ada.at('2026-11-05T12:00:00Z', 'user.updateProfile', { timezone: 'Pacific/Auckland' });
    expect(told('overall').at(-1)).toMatchObject({ status: 'at_risk', reason: 'settings' });
    expect(ada.due.get('streak.tick')?.toISOString()).toBe('2026-11-06T11:01:00.000Z');
  });

  it('[ST2, ST6] a change of frequency, day start or week start is sent immediately', async () => {
    const preferences = { frequency: { type: 'weekly' as const, count: 2 } };
    const { id: courseId } = await ada.at('2026-11-02T09:00:00Z', 'course.create', { topic: 'Strength', preferences });
    for (const day of ['01', '05']) {
      const at = `2026-11-${day}T10:00:00Z`;
      await ada.at('2026-11-05T10:00:00Z', 'progress.log', reading(at, courseId));
    }
    expect(told(courseId).at(-1)).toMatchObject({ unit: 'week', current: 0 });
    await ada.at('2026-11-05T11:00:00Z', 'course.update', {
      courseId,
      preferences: { frequency: { type: 'weekly', count: 1 } },
    });
    expect(told(courseId).at(-1)).toMatchObject({ unit: 'week', current: 1, reason: 'settings' });
    await ada.at('2026-11-06T02:00:00Z', 'user.setPreferences', { dayStartHour: 4 });
    expect(ada.due.get('streak.tick')?.toISOString()).toBe('2026-11-06T04:01:00.000Z');
    await ada.at('2026-11-10T12:00:00Z', 'user.setPreferences', { weekStart: 'saturday' });
    expect(told('overall').at(-1)).toMatchObject({ status: 'broken', reason: 'settings' });
    const { stored, replayed } = await ada.facts('2026-11-10T12:00:00Z');
    expect(stored).toEqual(replayed);
  });

  it('[ST1, ST2, DF2] a new day start applies to the whole day, to entries logged before the change and synced after it', async () => {
    const days = () => ada.stores.progress.days(ada.userId);
    await ada.at('2026-11-03T09:00:00Z', 'progress.log', reading('2026-11-03T02:00:00Z'));
    const first = await ada.at('2026-11-05T02:00:00Z', 'progress.log', reading('2026-11-05T02:00:00Z'));
    const gone = await ada.at('2026-11-05T02:30:00Z', 'progress.log', reading('2026-11-05T02:30:00Z'));
    await ada.at('2026-11-05T03:00:00Z', 'progress.delete', { progressId: gone.entry.id });
    await ada.at('2026-11-05T10:00:00Z', 'user.setPreferences', { dayStartHour: 4 });
    expect(await days()).toEqual(['2026-11-03', '2026-11-04']);
    await ada.at('2026-11-05T11:00:00Z', 'progress.log', reading('2026-11-05T02:00:00Z'));
    const back = { progressId: gone.entry.id, notes: 'was real', editedAt: '2026-11-05T11:00:00Z' };
    await ada.at('2026-11-05T11:00:00Z', 'progress.update', back);
    await ada.at('2026-11-05T11:00:00Z', 'progress.update', { progressId: first.entry.id, notes: 'early bird' });
    expect(await days()).toEqual(['2026-11-03', '2026-11-04']);
  });

  it('[ST2, DF3] the achievement of a streak follows the days that a new day start moves', async () => {
    for (const at of ['2026-11-03T20:00:00Z', '2026-11-04T20:00:00Z', '2026-11-05T02:00:00Z'])
      await ada.at('2026-11-05T08:00:00Z', 'progress.log', reading(at));
    await ada.at('2026-11-05T10:00:00Z', 'user.setPreferences', { dayStartHour: 4 });
    const revoked = ada.events.filter(({ t }) => t === 'achievement.revoked').map(({ d }) => d);
    expect(revoked).toMatchObject([{ key: 'streak_3', reason: 'settings' }]);
    const { stored, replayed } = await ada.facts('2026-11-05T10:00:00Z');
    expect(stored).toEqual(replayed);
  });

  it('[ST2] the frequency of a course applies from before the course was created, whatever older settings say', async () => {
    await ada.at('2026-11-01T09:00:00Z', 'user.setPreferences', { weekStart: 'sunday' });
    const daily = { topic: 'Strength training', preferences: { frequency: { type: 'daily' as const } } };
    const { id: courseId } = await ada.at('2026-11-10T09:00:00Z', 'course.create', daily);
    for (const day of ['08', '09', '10'])
      await ada.at('2026-11-10T10:00:00Z', 'progress.log', reading(`2026-11-${day}T08:00:00Z`, courseId));
    expect(told(courseId).at(-1)).toMatchObject({ unit: 'day', current: 3 });
  });

  it('[ST2] weeks begin on Monday until the user chooses another day', async () => {
    await ada.at('2026-11-09T09:00:00Z', 'user.setPreferences', { weekStart: 'sunday' });
    const weekly = { topic: 'Strength training', preferences: { frequency: { type: 'weekly' as const, count: 2 } } };
    const { id: courseId } = await ada.at('2026-11-10T09:00:00Z', 'course.create', weekly);
    // With weeks that begin on Monday, both days are in the week from 26 October to 1 November. With weeks that begin
    // on Sunday, they would be in two weeks.
    for (const day of ['2026-10-31', '2026-11-01'])
      await ada.at('2026-11-10T10:00:00Z', 'progress.log', reading(`${day}T08:00:00Z`, courseId));
    expect(told(courseId).at(-1)).toMatchObject({ longest: 1 });
  });
});

describe('entries', () => {
  it('[M4, S7] can be edited any number of times: events leave out the replaced values, which the entry keeps', async () => {
    const text = (sign: string) => ({ text: sign.repeat(10_000) });
    const { id: courseId } = await ada.at('2026-11-01T07:00:00Z', 'course.create', { topic: 'Strength training' });
    const reflection = { courseId, activityType: 'reflection' as const, data: text('日') };
    const { entry } = await ada.at('2026-11-02T08:00:00Z', 'progress.log', reflection);
    for (const [hour, sign] of ['月', '火', '水'].entries())
      await ada.at(`2026-11-02T1${hour}:00:00Z`, 'progress.update', { progressId: entry.id, data: text(sign) });
    const { data } = await ada.at('2026-11-02T13:00:00Z', 'progress.list', { courseId });
    expect(data[0]?.history?.map(({ value }) => value)).toEqual([text('日'), text('月'), text('火')]);
    const told = ada.events.filter(({ t }) => t === 'progress.updated').map(({ d }) => d);
    expect(told).toHaveLength(3);
    expect(told.at(-1)).toMatchObject({ id: entry.id, data: text('水') });
  });
});
