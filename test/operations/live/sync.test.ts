import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../domain/ids.ts';
import { openDevice, signUp } from '../../support/api.ts';
import type { Device } from '../../support/api.ts';
import { sharedNode } from '../../support/node.ts';

let url: string;
let token: string;
let phone: Device;
let browser: Device;
let courseId: string;

beforeAll(async () => {
  ({ url } = await sharedNode());
  token = (await signUp(url)).accessToken;
  phone = await openDevice(url, token);
  browser = await openDevice(url, token);
  courseId = (await phone.call('course.create', { topic: 'Strength training' })).id;
});

const waiting = (operation: string, input: object) => ({ opId: randomUUID(), operation, input: input as never });
const set = (id: string, minute: number, fields: object = {}) =>
  waiting('progress.log', {
    id,
    courseId,
    activityType: 'exercise',
    data: { exercise: 'squat', weight: '100 kg', sets: 1, reps: 5 },
    occurredAt: new Date(Date.UTC(2026, 10, 2, 17, minute)).toISOString(),
    zone: 'Europe/Berlin',
    ...fields,
  });
const stored = async (id: string) =>
  (await phone.call('progress.list', { courseId, limit: 100 })).data.find((entry) => entry.id === id);

describe('[M4] progress.sync', () => {
  it('applies operations in order and once, and answers each; an operation that refers to a refused creation is refused too', async () => {
    const [first, lost, last] = [newId(), newId(), newId()];
    const operations = [
      set(first, 0),
      waiting('progress.update', { progressId: first, notes: 'felt heavy', editedAt: '2026-11-02T17:01:00Z' }),
      set(lost, 2, { courseId: newId() }),
      waiting('progress.update', { progressId: lost, notes: 'of nothing' }),
      set(last, 3),
      waiting('course.delete', { courseId }),
    ];
    const { results } = await phone.call('progress.sync', { operations });
    expect(results.map(({ state }) => state)).toEqual([
      'applied',
      'applied',
      'rejected',
      'rejected',
      'applied',
      'rejected',
    ]);
    expect(results.map(({ opId }) => opId)).toEqual(operations.map(({ opId }) => opId));
    expect(results[2]).toMatchObject({ error: { code: 'not_found', retryable: false } });
    expect(results[5]).toMatchObject({ error: { code: 'validation_failed', details: [{ path: 'operation' }] } });

    const again = await browser.call('progress.sync', { operations });
    expect(again.results.map(({ state }) => state)).toEqual([
      'duplicate',
      'duplicate',
      'rejected',
      'rejected',
      'duplicate',
      'rejected',
    ]);
    expect(again.results[0]).toMatchObject({ data: (results[0] as { data: object }).data });
    expect(await stored(first)).toMatchObject({
      occurredAt: '2026-11-02T17:00:00.000Z',
      zone: 'Europe/Berlin',
      notes: 'felt heavy',
    });
    await browser.event('progress.logged', (data: { id: string }) => data.id === last);
    expect(
      browser.events.filter(({ t, d }) => t === 'progress.logged' && (d as { id: string }).id === first),
    ).toHaveLength(1);
  });

  it('merges edits by field: the later edit wins, and the losing value stays; a deletion wins over earlier edits', async () => {
    const id = newId();
    const edit = (minute: number, fields: object) =>
      waiting('progress.update', {
        progressId: id,
        editedAt: new Date(Date.UTC(2026, 10, 3, 8, minute)).toISOString(),
        ...fields,
      });
    await phone.call('progress.sync', { operations: [set(id, 10)] });
    await browser.call('progress.sync', { operations: [edit(5, { notes: 'browser' })] });
    await phone.call('progress.sync', { operations: [edit(3, { notes: 'phone', needsAttention: true })] });
    const merged = await stored(id);
    expect(merged).toMatchObject({ notes: 'browser', needsAttention: true });
    expect(merged?.history).toContainEqual({
      field: 'notes',
      value: 'phone',
      editedAt: '2026-11-03T08:03:00.000Z',
      lost: true,
    });

    const deletion = waiting('progress.delete', { progressId: id, editedAt: '2026-11-03T08:07:00.000Z' });
    await phone.call('progress.sync', { operations: [deletion] });
    expect(
      (await browser.call('progress.sync', { operations: [edit(6, { notes: 'too early' })] })).results[0],
    ).toMatchObject({ state: 'applied' });
    expect(await stored(id)).toBeUndefined();
    await browser.call('progress.sync', { operations: [edit(9, { notes: 'still here' })] });
    expect(await stored(id)).toMatchObject({ notes: 'still here' });
  });

  it('counts an edit from the future as made when it was received', async () => {
    const id = newId();
    await phone.call('progress.sync', { operations: [set(id, 20)] });
    await phone.call('progress.update', { progressId: id, notes: 'ahead', editedAt: '2099-01-01T00:00:00Z' });
    expect(await phone.call('progress.update', { progressId: id, notes: 'now' })).toMatchObject({
      entry: { notes: 'now' },
    });
  });

  it('carries at most a hundred operations', async () => {
    const operations = Array.from({ length: 101 }, () => waiting('progress.undo', { progressId: newId() }));
    await expect(phone.call('progress.sync', { operations })).rejects.toMatchObject({ code: 'validation_failed' });
  });
});
