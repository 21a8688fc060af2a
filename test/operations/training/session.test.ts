import { beforeAll, describe, expect, it } from 'vitest';
import { openDevice, signUp } from '../../support/api.ts';
import type { Device, Person } from '../../support/api.ts';
import { sharedNode } from '../../support/node.ts';

let url: string;
let ada: Person;
let phone: Device;
let courseId: string;

beforeAll(async () => {
  ({ url } = await sharedNode());
  ada = await signUp(url);
  phone = await openDevice(url, ada.accessToken);
  courseId = (await phone.call('course.create', { topic: 'Strength training' })).id;
});

describe('live sessions', () => {
  it('[SE2] a second device joins the running session, and gets each move', async () => {
    const session = await phone.call('session.start', { courseId, sessionType: 'practice', plannedDuration: 60 });
    expect(session).toMatchObject({ status: 'active', joined: false, plannedDuration: 60 });
    const browser = await openDevice(url, ada.accessToken);
    expect(await browser.call('session.start', { courseId, sessionType: 'practice' })).toMatchObject({
      id: session.id,
      joined: true,
    });
    await phone.call('session.update', { sessionId: session.id, current: { exercise: 'bench press', set: 1 } });
    await browser.event('session.updated', (data: { current?: { set: number } }) => data.current?.set === 1);
    await phone.call('session.pause', { sessionId: session.id });
    await browser.event('session.paused');
    await expect(browser.call('session.pause', { sessionId: session.id })).rejects.toMatchObject({ code: 'conflict' });
    const resumed = await browser.call('session.resume', { sessionId: session.id });
    expect(resumed.pausedMs).toBeGreaterThan(0);
    expect((await phone.call('session.active', {})).session).toMatchObject({ pausedMs: resumed.pausedMs });
    await phone.event('session.resumed');
  });

  it('[PR7] the rest timer is one absolute deadline, which can be extended and cancelled', async () => {
    const { session } = await phone.call('session.active', {});
    const set = await phone.call('session.rest', { sessionId: session!.id, seconds: 90 });
    expect(Date.parse(set.rest!.endsAt) - Date.parse(set.rest!.startedAt)).toBe(90_000);
    const longer = await phone.call('session.rest', { sessionId: session!.id, seconds: 30, mode: 'extend' });
    expect(Date.parse(longer.rest!.endsAt) - Date.parse(set.rest!.endsAt)).toBe(30_000);
    expect((await phone.call('session.rest', { sessionId: session!.id, seconds: 0 })).rest).toBeUndefined();
    await phone.event('session.rest', (data: { rest: object | null }) => data.rest === null);
  });

  it('[SE3] completing a session returns a summary; a late log corrects the summary and reopens nothing', async () => {
    const sessionId = (await phone.call('session.active', {})).session!.id;
    const set = {
      courseId,
      sessionId,
      activityType: 'exercise' as const,
      data: { exercise: 'squat', weight: '100 kg', sets: 2, reps: 5 },
    };
    await phone.call('progress.log', set);
    const done = await phone.call('session.complete', { sessionId });
    expect(done).toMatchObject({ status: 'completed', summary: { volume: 1000, sets: 2, reps: 10, entries: 1 } });
    await phone.call('progress.log', { ...set, data: { ...set.data, sets: 1 } });
    const healed = await phone.event(
      'session.updated',
      (data: { summary?: { sets: number } }) => data.summary?.sets === 3,
    );
    expect(healed.d).toMatchObject({ status: 'completed', summary: { volume: 1500 } });
    expect((await phone.call('session.active', {})).session).toBeNull();
    await expect(phone.call('session.complete', { sessionId })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('are listed by course with filters; a stranger gets not_found', async () => {
    expect((await phone.call('session.list', { courseId, status: 'completed' })).data).toHaveLength(1);
    expect((await phone.call('session.list', { courseId, status: 'abandoned' })).data).toHaveLength(0);
    const eve = await openDevice(url, (await signUp(url)).accessToken);
    await expect(eve.call('session.list', { courseId })).rejects.toMatchObject({ code: 'not_found' });
    await expect(eve.call('session.start', { courseId, sessionType: 'study' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('session.update accepts only a module of the session’s course, and names the field', async () => {
    const { id: sessionId } = await phone.call('session.start', { courseId, sessionType: 'practice' });
    const { data: own } = await phone.call('module.list', { courseId });
    const current = { moduleId: own[0]!.id };
    expect(await phone.call('session.update', { sessionId, current })).toMatchObject({ current });
    const eve = await openDevice(url, (await signUp(url)).accessToken);
    const hers = await eve.call('course.create', { topic: 'Running' });
    const { data: foreign } = await eve.call('module.list', { courseId: hers.id });
    for (const moduleId of [foreign[0]!.id, courseId]) {
      const update = phone.call('session.update', { sessionId, current: { moduleId } });
      await expect(update).rejects.toMatchObject({ code: 'not_found', details: [{ path: 'current.moduleId' }] });
    }
    await phone.call('session.complete', { sessionId });
  });
});
