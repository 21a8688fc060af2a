import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { openDevice, rest, signUp } from '../../support/api.ts';
import type { Device, Person } from '../../support/api.ts';
import { startNode } from '../../support/node.ts';
import { freshDatabase } from '../../support/services/own.ts';
import { describeWith } from '../../support/services/require.ts';

interface Somebody extends Person {
  device: Device;
}

/** Shows with one example who may do what. `matrix.test.ts` checks every id in the input of every operation. */
describeWith('postgres')('the author of a course, a learner in it, an admin and a stranger', () => {
  let url: string;
  let [author, learner, admin, stranger]: Somebody[] = [];
  let courseId: string;

  beforeAll(async () => {
    const database = await freshDatabase();
    ({ url } = await startNode({ DATABASE_URL: database.url }));
    const people = await Promise.all([1, 2, 3, 4].map(() => signUp(url, { name: 'Ada Lovelace' })));
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(`INSERT INTO user_roles (user_id, role) VALUES ($1, 'admin')`, [people[2]!.id]);
    [author, learner, admin, stranger] = await Promise.all(
      people.map(async (person) => ({ ...person, device: await openDevice(url, person.accessToken) })),
    );
    courseId = (await author!.device.call('course.create', { topic: 'Rowing' })).id;
    await client.query('INSERT INTO enrolments (user_id, course_id) VALUES ($1, $2)', [learner!.id, courseId]);
    await client.end();
  });

  it('[AC1] a stranger can’t tell a private course from one that does not exist, on REST and the socket', async () => {
    const unknown = randomUUID();
    for (const id of [courseId, unknown]) {
      const { status, body } = await rest(url, 'GET', `/courses/${id}`, { token: stranger!.accessToken });
      expect([status, body.code, body.detail]).toEqual([404, 'not_found', 'Not found']);
      const refused = { code: 'not_found', message: 'not_found: Not found' };
      await expect(stranger!.device.call('course.get', { courseId: id })).rejects.toMatchObject(refused);
      await expect(stranger!.device.call('course.delete', { courseId: id })).rejects.toMatchObject(refused);
    }
    await expect(learner!.device.call('course.delete', { courseId })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('[AC2] learners and admins read a course, learners learn in it, the author changes it', async () => {
    const open = (await author!.device.call('course.create', { topic: 'Chess', isPublic: true })).id;
    const outcome = (call: Promise<unknown>) =>
      call.then(
        () => 'ok',
        (error: { code: string }) => error.code,
      );
    const may = async ({ device }: Somebody, id: string) => [
      await outcome(device.call('module.list', { courseId: id })),
      await outcome(device.call('chat.history', { courseId: id })),
      await outcome(device.call('course.update', { courseId: id, description: 'Row' })),
    ];
    expect(await may(author!, courseId)).toEqual(['ok', 'ok', 'ok']);
    expect(await may(learner!, courseId)).toEqual(['ok', 'ok', 'forbidden']);
    expect(await may(admin!, courseId)).toEqual(['ok', 'forbidden', 'forbidden']);
    expect(await may(stranger!, courseId)).toEqual(['not_found', 'not_found', 'not_found']);
    expect(await may(stranger!, open)).toEqual(['ok', 'forbidden', 'forbidden']);
  });

  it('[AC3] the author can’t read what a learner does or says in the course', async () => {
    const { device } = learner!;
    const session = await device.call('session.start', { courseId, sessionType: 'practice' });
    const logged = await device.call('progress.log', {
      courseId,
      sessionId: session.id,
      activityType: 'reading',
      data: { minutes: 5 },
    });
    const { messageId, replyId } = await device.call('chat.send', { courseId, message: 'my secret' });
    await device.event('reply.completed');
    const memory = await device.call('memory.store', { memoryType: 'fact', key: 'k', value: 'v', context: courseId });

    const mine = author!.device;
    const hidden = { code: 'not_found' };
    await expect(mine.call('session.get', { sessionId: session.id })).rejects.toMatchObject(hidden);
    await expect(mine.call('progress.confirm', { progressId: logged.entry.id })).rejects.toMatchObject(hidden);
    await expect(mine.call('chat.resume', { replyId, attempt: 1, offset: 0 })).rejects.toMatchObject(hidden);
    await expect(mine.call('chat.history', { courseId, branch: messageId })).rejects.toMatchObject(hidden);
    await expect(mine.call('memory.delete', { memoryId: memory.id })).rejects.toMatchObject(hidden);
    await expect(mine.call('stream.read', { stream: `user:${learner!.id}`, after: 0 })).rejects.toMatchObject(hidden);
    expect((await mine.call('chat.history', { courseId })).data).toEqual([]);
    expect((await mine.call('session.list', { courseId })).data).toEqual([]);
    expect((await mine.call('progress.list', { courseId })).data).toEqual([]);
    expect((await mine.call('memory.list', { context: courseId })).data).toEqual([]);
  });

  it('[AC4] a user’s public fields can be read unless the user hides them; admins see the whole profile', async () => {
    const { id: userId } = learner!;
    expect(await stranger!.device.call('user.get', { userId })).toEqual({
      id: userId,
      firstName: 'Ada',
      createdAt: expect.any(String),
    });
    const { privacySettings } = await learner!.device.call('user.preferences', {});
    await learner!.device.call('user.setPreferences', {
      privacySettings: { ...privacySettings, profileVisible: false },
    });
    await expect(stranger!.device.call('user.get', { userId })).rejects.toMatchObject({ code: 'not_found' });
    for (const { device } of [learner!, admin!]) {
      const whole = await device.call('user.get', { userId });
      expect(whole).toMatchObject({ email: learner!.email, lastName: 'Lovelace' });
      expect(JSON.stringify(whole)).not.toMatch(/argon2id|password/i);
    }
  });
});
