import { beforeAll, describe, expect, it } from 'vitest';
import type { Output } from '../../../domain/contract/index.ts';
import { openDevice, rest, signUp } from '../../support/api.ts';
import type { Device, Person } from '../../support/api.ts';
import { sharedNode } from '../../support/node.ts';

let url: string;
let ada: Person;
let device: Device;
let course: Output<'course.create'>;
let modules: Output<'module.list'>['data'];

beforeAll(async () => {
  ({ url } = await sharedNode());
  ada = await signUp(url);
  device = await openDevice(url, ada.accessToken);
  course = await device.call('course.create', {
    topic: 'Strength Training for Beginners',
    goals: ['build muscle'],
    timeline: '3 months',
    preferences: { sessionLength: 60, frequency: '3x per week' },
  });
  modules = (await device.call('module.list', { courseId: course.id })).data;
});

describe('courses', () => {
  it('are created with an outline, and the typed timeline and frequency are read', () => {
    expect(course).toMatchObject({
      timelineWeeks: 13,
      status: 'active',
      progress: 0,
      preferences: { frequency: { type: 'weekly', count: 3 } },
    });
    expect(modules.length).toBeGreaterThanOrEqual(4);
  });

  it('are listed with filters, sorting and pages', async () => {
    const { status, body } = await rest(
      url,
      'GET',
      '/courses?page=1&limit=1&status=active&topic=Strength%20Training%20for%20Beginners&sort=createdAt:desc',
      { token: ada.accessToken },
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      data: [{ id: course.id }],
      meta: {
        pagination: { page: 1, limit: 1, total: 1, hasNext: false, hasPrev: false },
        filters: { status: 'active' },
      },
    });
    const unknown = await rest(url, 'GET', '/courses?colour=red', { token: ada.accessToken });
    expect([unknown.status, unknown.body.code]).toEqual([400, 'validation_failed']);
  });

  it('a change must name the version, and another device gets its event', async () => {
    const updated = await device.call('course.update', { courseId: course.id, title: 'Stronger', version: 1 });
    expect(updated).toMatchObject({ title: 'Stronger', version: 2 });
    await device.event('course.updated', (data: { version: number }) => data.version === 2);
    await expect(
      device.call('course.update', { courseId: course.id, title: 'Late', version: 1 }),
    ).rejects.toMatchObject({ code: 'version_conflict' });
  });

  it('a stranger can read only a public course, and can’t change it', async () => {
    const eve = await openDevice(url, (await signUp(url)).accessToken);
    await expect(eve.call('course.get', { courseId: course.id })).rejects.toMatchObject({ code: 'not_found' });
    const open = await device.call('course.create', { topic: 'Spanish', isPublic: true });
    expect((await rest(url, 'GET', `/courses/${open.id}`)).body.title).toBe('Spanish');
    await expect(eve.call('course.update', { courseId: open.id, title: 'Mine' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('a deleted course keeps the entries that were logged in it', async () => {
    const gone = await device.call('course.create', { topic: 'Running' });
    await device.call('progress.log', { courseId: gone.id, activityType: 'reading', data: { minutes: 10 } });
    await device.call('course.delete', { courseId: gone.id });
    await expect(device.call('course.get', { courseId: gone.id })).rejects.toMatchObject({ code: 'not_found' });
    expect((await device.call('streak.get', {})).data[0]).toMatchObject({ current: 1 });
  });

  it('completing a course twice is a conflict', async () => {
    const short = await device.call('course.create', { topic: 'Chess' });
    expect(await device.call('course.complete', { courseId: short.id })).toMatchObject({ status: 'completed' });
    await expect(device.call('course.complete', { courseId: short.id })).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('announcements', () => {
  let phone: Device;

  beforeAll(async () => {
    phone = await openDevice(url, ada.accessToken);
  });

  it('[M2] reach every device of every follower once, live or after it reconnects', async () => {
    const away = phone.cursors();
    const opId = crypto.randomUUID();
    const announced = { courseId: course.id, text: 'No training on Friday' };
    const first = await device.call('course.announce', announced, opId);
    expect(first).toEqual({ id: expect.any(String), ...announced, at: expect.any(String) });
    const overRest = await rest(url, 'POST', `/courses/${course.id}/announcements`, {
      token: ada.accessToken,
      key: opId,
      body: { text: announced.text },
    });
    expect([overRest.status, overRest.body]).toEqual([201, first]);

    // If an earlier announcement had been sent twice, its second copy would arrive before this one.
    const last = await device.call('course.announce', { courseId: course.id, text: 'That is all' });
    const returned = await openDevice(url, ada.accessToken, { cursors: away });
    for (const one of [phone, returned]) {
      await one.event('course.announced', (data: { id: string }) => data.id === last.id);
      const told = one.events.filter(({ t }) => t === 'course.announced');
      expect(told.map(({ s, d }) => [s, d])).toEqual([first, last].map((d) => [`course:${course.id}`, d]));
    }
  });

  it('can be made only by the author: a stranger can’t tell a private course from one that does not exist', async () => {
    const eve = await openDevice(url, (await signUp(url)).accessToken);
    const open = await device.call('course.create', { topic: 'French', isPublic: true });
    const announce = (courseId: string) => eve.call('course.announce', { courseId, text: 'Mine now' });
    await expect(announce(course.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(announce(open.id)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('need a text of at most 2,000 characters', async () => {
    const announce = (text: string) => device.call('course.announce', { courseId: course.id, text });
    for (const text of ['', ' \n ', 'x'.repeat(2_001)])
      await expect(announce(text)).rejects.toMatchObject({ code: 'validation_failed', details: [{ path: 'text' }] });
    // A client may write each character as an escape sequence of six bytes. The longest text must be accepted in this
    // form too.
    const longest = await rest(url, 'POST', `/courses/${course.id}/announcements`, {
      token: ada.accessToken,
      body: `{"text":"${'\\u8a9e'.repeat(2_000)}"}`,
    });
    expect([longest.status, longest.body.text]).toEqual([201, '語'.repeat(2_000)]);
  });
});

describe('modules', () => {
  it('module.previous returns the module before, and not_found for the first module', async () => {
    const previous = await device.call('module.previous', { moduleId: modules[1]!.id });
    expect(previous.id).toBe(modules[0]!.id);
    await expect(device.call('module.previous', { moduleId: modules[0]!.id })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(device.call('module.next', { moduleId: modules.at(-1)!.id })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('[LE2] completing a module raises the progress, logs an entry and returns the next module; completing it twice changes nothing', async () => {
    const done = await device.call('module.complete', { moduleId: modules[0]!.id });
    expect(done).toMatchObject({ module: { completed: true }, nextModule: { id: modules[1]!.id } });
    expect(done.progress).toBeGreaterThan(0);
    await device.event('module.completed');
    const again = await device.call('module.complete', { moduleId: modules[0]!.id });
    expect(again.progress).toBe(done.progress);
    const { data } = await device.call('progress.overview', {});
    expect(data.find((row) => row.courseId === course.id)).toMatchObject({
      completedModules: 1,
      totalModules: modules.length,
      percent: done.progress,
    });
  });
});
