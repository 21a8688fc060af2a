import { beforeAll, describe, expect, it } from 'vitest';
import type { Output } from '../../../domain/contract/index.ts';
import { openDevice, rest, signUp } from '../../support/api.ts';
import type { Device, Person } from '../../support/api.ts';
import { startNode } from '../../support/node.ts';

let url: string;
let ada: Person;
let device: Device;
let course: Output<'course.create'>;
let modules: Output<'module.list'>['data'];

beforeAll(async () => {
  ({ url } = await startNode());
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
  it('begin with an outline, and read what people write', () => {
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

  it('a change names its version, and another device hears of it', async () => {
    const updated = await device.call('course.update', { courseId: course.id, title: 'Stronger', version: 1 });
    expect(updated).toMatchObject({ title: 'Stronger', version: 2 });
    await device.event('course.updated', (data: { version: number }) => data.version === 2);
    await expect(
      device.call('course.update', { courseId: course.id, title: 'Late', version: 1 }),
    ).rejects.toMatchObject({ code: 'version_conflict' });
  });

  it('a stranger sees a public one and no other; he may not change it', async () => {
    const eve = await openDevice(url, (await signUp(url)).accessToken);
    await expect(eve.call('course.get', { courseId: course.id })).rejects.toMatchObject({ code: 'not_found' });
    const open = await device.call('course.create', { topic: 'Spanish', isPublic: true });
    expect((await rest(url, 'GET', `/courses/${open.id}`)).body.title).toBe('Spanish');
    await expect(eve.call('course.update', { courseId: open.id, title: 'Mine' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('deleting one keeps what was logged in it', async () => {
    const gone = await device.call('course.create', { topic: 'Running' });
    await device.call('progress.log', { courseId: gone.id, activityType: 'reading', data: { minutes: 10 } });
    await device.call('course.delete', { courseId: gone.id });
    await expect(device.call('course.get', { courseId: gone.id })).rejects.toMatchObject({ code: 'not_found' });
    expect((await device.call('streak.get', {})).data[0]).toMatchObject({ current: 1 });
  });

  it('completing twice is a conflict', async () => {
    const short = await device.call('course.create', { topic: 'Chess' });
    expect(await device.call('course.complete', { courseId: short.id })).toMatchObject({ status: 'completed' });
    await expect(device.call('course.complete', { courseId: short.id })).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('modules', () => {
  it('module.previous answers the module before, and not_found at the start', async () => {
    const previous = await device.call('module.previous', { moduleId: modules[1]!.id });
    expect(previous.id).toBe(modules[0]!.id);
    await expect(device.call('module.previous', { moduleId: modules[0]!.id })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(device.call('module.next', { moduleId: modules.at(-1)!.id })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('[LE2] completing one moves the progress, is a log, and names what comes next; twice changes nothing', async () => {
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
