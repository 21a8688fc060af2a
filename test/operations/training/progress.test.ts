import { beforeAll, describe, expect, it } from 'vitest';
import { openDevice, rest, signUp } from '../../support/api.ts';
import type { Device, Person } from '../../support/api.ts';
import { sharedNode } from '../../support/node.ts';

let url: string;
let ada: Person;
let device: Device;
let courseId: string;

const bench = (weight: string, reps: number[], extra: object = {}) => ({
  courseId,
  activityType: 'exercise' as const,
  data: { exercise: 'Bench Press', weight, sets: reps.length, reps },
  zone: 'America/New_York',
  ...extra,
});

beforeAll(async () => {
  ({ url } = await sharedNode());
});

describe('progress', () => {
  beforeAll(async () => {
    ada = await signUp(url, { timezone: 'America/New_York' });
    device = await openDevice(url, ada.accessToken);
    courseId = (await device.call('course.create', { topic: 'Strength training' })).id;
  });

  it('[UN1] returns 135 lb as it was entered', async () => {
    const { entry, streak } = await device.call(
      'progress.log',
      bench('135lbs', [8, 7, 6], { occurredAt: '2026-11-02T15:00:00Z' }),
    );
    expect(entry.data).toMatchObject({
      exerciseKey: 'bench_press',
      sets: [{ weight: { value: 135, unit: 'lb' }, reps: 8 }, { reps: 7 }, { reps: 6 }],
    });
    expect(streak?.scope).toBe('overall');
    await device.event('progress.logged', (data: { id: string }) => data.id === entry.id);
  });

  it('[PR3, PR5] a heavier set is a record, described in everyday words', async () => {
    const { records, summary } = await device.call(
      'progress.log',
      bench('145lbs', [8], { occurredAt: '2026-11-05T15:00:00Z' }),
    );
    expect(records.map((record) => record.kind)).toContain('weight_8');
    expect(summary).toMatch(/record.*145 lb × 8.*up 10 lb from 2 November/i);
  });

  it('[DF3] an earlier log changes the day on which an achievement was earned, and an event reports it', async () => {
    const { data } = await device.call('achievement.list', {});
    expect(data.find(({ key }) => key === 'first_log')).toMatchObject({ earnedAt: '2026-11-02T15:00:00.000Z' });
    const early = await device.call('progress.log', bench('45lbs', [5], { occurredAt: '2026-10-20T15:00:00Z' }));
    expect(early.achievements).toEqual([]);
    const moved = await device.event('achievement.updated', (data: { key: string }) => data.key === 'first_log');
    expect(moved.d).toMatchObject({ earnedAt: '2026-10-20T15:00:00.000Z', reason: 'late' });
    await device.call('progress.delete', { progressId: early.entry.id });
  });

  it('[PR4, DF3] a late older log revokes the record, and an event reports it', async () => {
    const late = await device.call('progress.log', bench('155lbs', [8], { occurredAt: '2026-11-03T15:00:00Z' }));
    const revoked = await device.event('record.revoked', (data: { kind: string }) => data.kind === 'weight_8');
    expect(revoked.d).toMatchObject({ reason: 'late', value: { value: 145, unit: 'lb' } });
    await device.call('progress.delete', { progressId: late.entry.id });
    await device.event(
      'record.set',
      (data: { kind: string; reason?: string }) => data.kind === 'weight_8' && data.reason === 'deleted',
    );
  });

  it('an edit keeps the values it replaced, and lists and filters find the entry', async () => {
    const { entry } = await device.call('progress.log', bench('100lbs', [5], { notes: 'easy' }));
    const edited = await device.call('progress.update', { progressId: entry.id, notes: 'too easy' });
    expect(edited.entry).toMatchObject({ notes: 'too easy', history: [{ field: 'notes', value: 'easy' }] });
    const list = await rest(
      url,
      'GET',
      `/courses/${courseId}/progress?exercise=bench%20presses&activityType=exercise&limit=1`,
      { token: ada.accessToken },
    );
    expect(list.body).toMatchObject({
      data: [{ id: entry.id }],
      meta: { pagination: { page: 1, limit: 1, hasPrev: false }, filters: { exercise: 'bench presses' } },
    });
  });

  it('[M2] the same opId is applied once; with another input it is an operation_conflict', async () => {
    const opId = crypto.randomUUID();
    const [first, second] = await Promise.all([
      device.call('progress.log', bench('90lbs', [5]), opId),
      device.call('progress.log', bench('90lbs', [5]), opId),
    ]);
    expect(second).toEqual(first);
    const overRest = await rest(url, 'POST', '/progress', {
      token: ada.accessToken,
      key: opId,
      body: bench('90lbs', [5]),
    });
    expect([overRest.status, overRest.body]).toEqual([201, first]);
    await expect(device.call('progress.log', bench('95lbs', [5]), opId)).rejects.toMatchObject({
      code: 'operation_conflict',
    });
  });

  it('the error of a wrong input names the field and the accepted values', async () => {
    await expect(device.call('progress.log', bench('heavy', [5]))).rejects.toMatchObject({
      code: 'validation_failed',
      details: [{ path: 'data.weight' }],
    });
    await expect(
      device.call('progress.log', { ...bench('90lbs', [5]), data: { exercise: 'bench', sets: 3, reps: [5] } }),
    ).rejects.toMatchObject({
      details: [{ path: 'data.reps' }],
    });
    const wrongField = await rest(url, 'POST', '/progress', {
      token: ada.accessToken,
      body: { ...bench('90lbs', [5]), colour: 'red' },
    });
    expect([wrongField.status, wrongField.body.code]).toEqual([400, 'validation_failed']);
    expect(JSON.stringify(wrongField.body.details)).toContain('colour');
  });

  it('a stranger gets not_found', async () => {
    const { entry } = await device.call('progress.log', bench('90lbs', [5]));
    const eve = await openDevice(url, (await signUp(url)).accessToken);
    await expect(eve.call('progress.update', { progressId: entry.id, notes: 'mine' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(eve.call('progress.log', bench('90lbs', [5]))).rejects.toMatchObject({ code: 'not_found' });
    await expect(eve.call('progress.list', { courseId })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('[DF2] the stored facts equal a replay', async () => {
    const streaks = await device.call('streak.get', { days: true });
    expect(streaks.data[0]).toMatchObject({ scope: 'overall', unit: 'day' });
    const { data } = await device.call('achievement.list', {});
    expect(data.find((one) => one.key === 'first_log')).toMatchObject({
      progress: 1,
      earnedAt: '2026-11-02T15:00:00.000Z',
    });
  });
});
