import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { z } from 'zod';
import { operations } from '../../../domain/contract/index.ts';
import type { Input, OperationName, Output } from '../../../domain/contract/index.ts';
import { openDevice, PASSWORD, rest, signUp } from '../../support/api.ts';
import type { Device, Person } from '../../support/api.ts';
import { describeEachNode } from '../../support/each-node.ts';
import { bytesOf, largestFields, ofBytes, VALUE_BYTES } from '../../support/largest-fields.ts';
import { FILLS, largestOf } from '../../support/largest.ts';

const CONTEXT_BYTES = 8 * 1_024;

/**
 * Return the largest input of an operation. `known` has the values of fields for which the schema alone does not tell
 * what is valid.
 */
function largestInput<N extends OperationName>(operation: N, fill: string, known: object = {}): Input<N> {
  const fields = { ...largestFields(fill), ...known };
  const [largest] = largestOf(operations[operation].input as z.ZodType, fill, fields);
  return largest as Input<N>;
}

describeEachNode('the largest values that are accepted', (address) => {
  async function someone(): Promise<{ url: string; person: Person; device: Device }> {
    const url = address();
    const person = await signUp(url);
    return { url, person, device: await openDevice(url, person.accessToken) };
  }

  it.each(FILLS)('of %s: an account is stored, read and changed on REST and the socket', async (fill) => {
    const url = address();
    const email = `${randomUUID()}@example.com`;
    const body = largestInput('auth.register', fill, { email, name: undefined });
    const { status, body: made } = await rest(url, 'POST', '/auth/register', { body });
    expect([status, made.user?.firstName]).toEqual([201, fill.repeat(100 / fill.length)]);
    const token = made.accessToken;
    const device = await openDevice(url, token);
    const profile = await device.call('user.updateProfile', largestInput('user.updateProfile', fill));
    expect(await device.call('user.profile', {})).toEqual(profile);
    const { firstName, lastName } = profile;
    const names = await rest(url, 'PATCH', '/users/me', { token, body: { firstName, lastName } });
    expect(names.body).toEqual(profile);
    const preferences = await device.call('user.setPreferences', largestInput('user.setPreferences', fill));
    expect((await rest(url, 'PUT', '/users/me/preferences', { token, body: preferences })).body).toEqual(preferences);
    expect(await device.call('user.setPreferences', preferences)).toEqual(preferences);
    const login = largestInput('auth.login', fill, { email });
    expect((await rest(url, 'POST', '/auth/login', { body: login })).status).toBe(200);
    const { data } = await device.call('auth.sessions', {});
    expect(data.map(({ name }) => name)).toEqual(Array(2).fill(fill.repeat(100 / fill.length)));
    const { password } = largestInput('auth.login', fill);
    expect((await rest(url, 'DELETE', '/users/me', { token, body: { password } })).status).toBe(204);
  });

  it.each(FILLS)(
    'of %s: a course and its modules are stored, read and changed on REST and the socket',
    async (fill) => {
      const { url, person, device } = await someone();
      const { accessToken: token } = person;
      const made = await device.call('course.create', largestInput('course.create', fill, { title: undefined }));
      expect([made.title, made.topic.length, made.description?.length]).toEqual([
        made.topic,
        255 - (255 % fill.length),
        10_000,
      ]);
      const { data: modules } = await device.call('module.list', { courseId: made.id });
      for (const { id, title } of modules) {
        expect(title.length).toBeLessThanOrEqual(255);
        expect(await device.call('module.get', { moduleId: id })).toMatchObject({ id, title });
      }
      const read = (await rest(url, 'GET', `/courses/${made.id}`, { token })).body as Output<'course.get'>;
      expect(read).toEqual(made);
      const { title, topic, description, goals, preferences, currentLevel, targetLevel, timelineWeeks } = read;
      const patch = {
        title,
        topic,
        description,
        goals,
        preferences,
        currentLevel,
        targetLevel,
        timeline: timelineWeeks,
      };
      const bySocket = await device.call('course.update', { courseId: made.id, ...patch });
      const byRest = await rest(url, 'PATCH', `/courses/${made.id}`, { token, body: patch });
      for (const changed of [bySocket, byRest.body])
        expect(changed).toMatchObject(patch.goals ? { goals, description } : {});
      const announcement = largestInput('course.announce', fill, { courseId: made.id });
      expect(await device.call('course.announce', announcement)).toMatchObject({ text: announcement.text });
      const known = { moduleId: modules[0]?.id, score: 1, outOf: 1, occurredAt: undefined, zone: undefined };
      const answers = { answers: { [fill.repeat(100 / fill.length)]: fill } };
      const completed = await device.call('module.complete', {
        moduleId: known.moduleId!,
        quizResults: { score: 1, outOf: 1, ...answers },
      });
      expect(completed.module.completed).toBe(true);
      // The entry that the quiz has logged can also be read and sent back unchanged.
      const { data: entries } = await device.call('progress.list', { courseId: made.id });
      for (const { id, data } of entries)
        await device.call('progress.update', { progressId: id, data: data as Input<'progress.log'>['data'] });
      expect((await device.call('progress.overview', {})).data).toHaveLength(1);
      const log = await device.call('stream.read', { stream: `course:${made.id}`, after: 0 });
      expect(log.events.map(({ t }) => t)).toEqual(['course.updated', 'course.updated', 'course.announced']);
    },
  );

  it.each(FILLS)('of %s: a memory is stored, read and changed on REST and the socket', async (fill) => {
    const { url, person, device } = await someone();
    const input = largestInput('memory.store', fill, { context: 'global' });
    const made = await device.call('memory.store', input);
    expect(made).toMatchObject({ key: input.key, value: input.value });
    const { key, value } = made;
    expect(await device.call('memory.update', { memoryId: made.id, key, value })).toMatchObject({ key, value });
    const patched = await rest(url, 'PATCH', `/memories/${made.id}`, {
      token: person.accessToken,
      body: { key, value },
    });
    expect(patched.body).toMatchObject({ key, value });
  });

  it.each(['日', '"'])('of %s: a message is stored, read and sent again on REST and the socket', async (fill) => {
    const { url, person, device } = await someone();
    const { id: courseId } = await device.call('course.create', { topic: 'Letters' });
    const message = fill.repeat(16_000);
    const context = { note: ofBytes(fill, CONTEXT_BYTES - '{"note":}'.length) };
    const { replyId, messageId } = await device.call('chat.send', { courseId, message, context });
    await device.event('reply.completed', (reply: { replyId: string }) => reply.replyId === replyId);
    const { data } = await device.call('chat.history', { courseId });
    expect(data[0]?.content).toBe(message);
    const again = await device.call('chat.edit', { messageId, message: data[0]!.content });
    const token = person.accessToken;
    const edited = await rest(url, 'PATCH', `/chat/messages/${again.messageId}`, { token, body: { message } });
    expect(edited.status).toBe(200);
  });

  it('[B1] large courses of one account do not break the public list, and can be made private on REST and the socket', async () => {
    const { url, person, device } = await someone();
    const { accessToken: token } = person;
    const word = randomUUID();
    const ids: string[] = [];
    for (let n = 0; n < 8; n += 1) {
      const input = largestInput('course.create', '日', { title: `${word} ${n}`, isPublic: true });
      ids.push((await device.call('course.create', input)).id);
    }
    const stranger = await openDevice(url, (await signUp(url)).accessToken);
    const { data } = await stranger.call('course.list', { scope: 'public', q: word, limit: 100 });
    expect(data.map(({ id }) => id).sort()).toEqual(ids.sort());
    expect(data[0]).toMatchObject({ isDescriptionCut: true, description: expect.stringMatching(/^日{299}…$/) });
    expect(data[0]).not.toHaveProperty('goals');
    const [first, ...others] = ids as [string, ...string[]];
    await device.call('course.update', { courseId: first, isPublic: false });
    for (const id of others)
      expect((await rest(url, 'PATCH', `/courses/${id}`, { token, body: { isPublic: false } })).status).toBe(200);
    expect((await stranger.call('course.list', { scope: 'public', q: word })).data).toEqual([]);
  });

  it('[B1] a page that would be too large is smaller, and the next page continues where it ended', async () => {
    const { url, person, device } = await someone();
    const ids: string[] = [];
    for (let n = 0; n < 24; n += 1) {
      const input = { memoryType: 'fact', key: `fact ${n}`, value: ofBytes('日', VALUE_BYTES) } as const;
      ids.push((await device.call('memory.store', input)).id);
    }
    const seen: string[] = [];
    let [page, limit, more] = [1, 100, true];
    while (more) {
      const answer = await device.call('memory.list', { page, limit, sort: 'createdAt:asc' });
      expect(bytesOf(answer)).toBeLessThan(300 * 1_024);
      seen.push(...answer.data.map(({ id }) => id));
      const { pagination } = answer.meta;
      [page, limit, more] = [pagination.page + 1, pagination.limit, pagination.hasNext];
    }
    expect(limit).toBeLessThan(24);
    expect(seen).toEqual(ids);
    const whole = await rest(url, 'GET', '/memories?limit=100&page=1', { token: person.accessToken });
    expect(whole.body.meta.pagination).toMatchObject({ page: 1, limit, total: 24, hasNext: true });
    const ranked = await device.call('memory.retrieve', { query: 'fact', limit: 50 });
    expect(bytesOf(ranked)).toBeLessThan(300 * 1_024);
  });

  it('a password of the greatest length is accepted wherever a password is needed', async () => {
    const { url, person } = await someone();
    const body = { password: 'x'.repeat(257) };
    const { status } = await rest(url, 'DELETE', '/users/me', { token: person.accessToken, body });
    expect(status).toBe(400);
    const { status: gone } = await rest(url, 'DELETE', '/users/me', {
      token: person.accessToken,
      body: { password: PASSWORD },
    });
    expect(gone).toBe(204);
  });
});
