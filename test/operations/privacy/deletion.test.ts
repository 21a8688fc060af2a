import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Envelope } from '../../../domain/contract/index.ts';
import { newId } from '../../../domain/ids.ts';
import { gaps, openDevice, rest, signUp } from '../../support/api.ts';
import type { Device } from '../../support/api.ts';
import { describeEachNode } from '../../support/each-node.ts';

const word = () => `word${randomUUID().slice(0, 8)}`;

/** Return all events that the user's stream still has. */
async function logOf(device: Device): Promise<Envelope[]> {
  const stream = `user:${device.ready.userId}`;
  const { events } = await device.call('stream.read', { stream, after: 0 });
  return events as Envelope[];
}

describeEachNode('deleted content', (address) => {
  async function someone() {
    const url = address();
    const person = await signUp(url);
    return { url, person, device: await openDevice(url, person.accessToken) };
  }

  it('of a course: its stream is removed, and its conversation and sessions leave the log [S7]', async () => {
    const { device } = await someone();
    const secret = word();
    const course = await device.call('course.create', { topic: `Chess ${secret}`, description: secret });
    await device.call('course.update', { courseId: course.id, goals: [secret] });
    const session = await device.call('session.start', { courseId: course.id, sessionType: 'study' });
    await device.call('session.update', { sessionId: session.id, notes: secret });
    const { replyId } = await device.call('chat.send', { courseId: course.id, message: `What is a ${secret}?` });
    await device.event('reply.completed', (reply: { replyId: string }) => reply.replyId === replyId);

    await device.call('course.delete', { courseId: course.id });
    const events = await logOf(device);
    expect(JSON.stringify(events)).not.toContain(secret);
    expect(gaps(events)).toEqual([]);
    await expect(device.call('stream.read', { stream: `course:${course.id}`, after: 0 })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('the id of a deleted course can’t be used again to read its old events', async () => {
    const { url, device } = await someone();
    const id = newId();
    const secret = word();
    await device.call('course.create', { id, topic: 'Chess', isPublic: true });
    await device.call('course.update', { courseId: id, isPublic: false, description: secret });
    await device.call('course.delete', { courseId: id });

    const stranger = await openDevice(url, (await signUp(url)).accessToken);
    await expect(stranger.call('course.create', { id, topic: 'Chess' })).rejects.toMatchObject({
      code: 'already_exists',
    });
    await expect(stranger.call('stream.read', { stream: `course:${id}`, after: 0 })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('of a memory or an entry leaves no text behind', async () => {
    const { device } = await someone();
    const [remembered, renewed, noted] = [word(), word(), word()];
    const fact = { memoryType: 'fact', key: 'knee', context: 'global' } as const;
    const older = await device.call('memory.store', { ...fact, value: remembered });
    const newer = await device.call('memory.store', { ...fact, value: renewed });
    const logged = await device.call('progress.log', {
      activityType: 'exercise',
      data: { exercise: `press ${noted}`, sets: [{ reps: 5, weight: { value: 50, unit: 'kg' } }] },
    });
    await device.call('progress.log', {
      activityType: 'exercise',
      data: { exercise: `press ${noted}`, sets: [{ reps: 8, weight: { value: 90, unit: 'kg' } }] },
    });
    for (const { id } of [older, newer]) await device.call('memory.delete', { memoryId: id });
    const before = await logOf(device);
    for (const { t, d } of before)
      if (t === 'progress.logged') await device.call('progress.delete', { progressId: d.id });

    const events = await logOf(device);
    for (const gone of [remembered, renewed, noted]) expect(JSON.stringify(events)).not.toContain(gone);
    expect(gaps(events)).toEqual([]);
    expect(events.find(({ d }) => 'id' in d && d.id === logged.entry.id)?.t).toBe('progress.deleted');
  });

  it('that a reply had logged is removed from the reply too', async () => {
    const { device } = await someone();
    const course = await device.call('course.create', { topic: 'Strength' });
    const { replyId } = await device.call('chat.send', {
      courseId: course.id,
      message: 'did bench press 3x8 at 100 kg',
    });
    const ended = await device.event('reply.completed', (reply: { replyId: string }) => reply.replyId === replyId);
    const [entry] = (ended.d as unknown as { autoLogged: { id: string }[] }).autoLogged;
    await device.call('progress.delete', { progressId: entry!.id });

    const events = await logOf(device);
    const told = events.find(({ t }) => t === 'reply.completed');
    expect(told?.d).toMatchObject({ autoLogged: [] });
    const { data } = await device.call('chat.history', { courseId: course.id });
    expect(data.at(-1)?.autoLogged).toEqual([]);
  });

  it('of an account includes all its ids', async () => {
    const { url, person, device } = await someone();
    const courseId = newId();
    const [memoryId, progressId] = [newId(), newId()];
    await device.call('course.create', { id: courseId, topic: 'Chess' });
    await device.call('memory.store', { id: memoryId, memoryType: 'fact', key: 'k', value: 'v' });
    await device.call('progress.log', { id: progressId, activityType: 'reading', data: { minutes: 5 } });
    const gone = await rest(url, 'DELETE', '/users/me', {
      token: person.accessToken,
      body: { password: 'seven quiet herons' },
    });
    expect(gone.status).toBe(204);

    const other = await openDevice(url, (await signUp(url)).accessToken);
    const taken = { code: 'already_exists' };
    await expect(other.call('course.create', { id: courseId, topic: 'Chess' })).rejects.toMatchObject(taken);
    const memory = { id: memoryId, memoryType: 'fact', key: 'k', value: 'v' } as const;
    await expect(other.call('memory.store', memory)).rejects.toMatchObject(taken);
    const entry = { id: progressId, activityType: 'reading', data: { minutes: 5 } } as const;
    await expect(other.call('progress.log', entry)).rejects.toMatchObject(taken);
  });
});
