import { beforeAll, expect, it } from 'vitest';
import type { Course } from '../../../../domain/course/contract/course.ts';
import { newId } from '../../../../domain/ids.ts';
import { describeEachDatabase } from '../../../support/database.ts';
import {
  courseRow,
  direction,
  entryRow,
  later,
  learner,
  memoryRow,
  messageRow,
  moduleRow,
  openStores,
  replyRow,
  sessionRow,
  userRow,
} from '../stores/fixtures.ts';
import type { StoresUnderTest } from '../stores/fixtures.ts';

const firstPage = { page: 1, limit: 20, sort: 'createdAt:desc' };

describeEachDatabase('courses', (kind) => {
  let stores: StoresUnderTest;
  beforeAll(async () => {
    stores = await openStores(kind);
  });

  async function owner(): Promise<string> {
    const user = userRow();
    await stores.write((tx) => tx.users.insert(user));
    return user.id;
  }

  async function add(...courses: Course[]): Promise<void> {
    await stores.write(async (tx) => {
      for (const course of courses) await tx.courses.insert(course);
    });
  }

  it('return every field except the progress, which each learner has separately', async () => {
    const course = courseRow(await owner(), {
      description: 'From the empty bar on',
      targetLevel: 'advanced',
      timelineWeeks: 13,
      goals: ['build muscle', '“form”'],
      isPublic: true,
      preferences: {
        sessionLength: 60,
        frequency: { type: 'custom', days: [1, 3] },
        difficulty: 'easy',
        focusAreas: ['legs'],
      },
    });
    await add({ ...course, progress: 40 });
    expect(await stores.read.courses.find(course.id)).toEqual(course);
    expect(await stores.read.courses.find(newId())).toBeUndefined();
  });

  it('report an id that is in use', async () => {
    const course = courseRow(await owner());
    await add(course);
    await expect(add(course)).rejects.toMatchObject({ code: 'already_exists', details: [{ path: 'id' }] });
  });

  it('are saved as a whole: fields that are gone are cleared', async () => {
    const course = courseRow(await owner(), { description: 'x', targetLevel: 'expert' });
    await add(course);
    const changed: Course = {
      ...course,
      description: undefined,
      targetLevel: undefined,
      title: 'Stronger',
      goals: [],
      version: 2,
      updatedAt: later(1),
    };
    await stores.write((tx) => tx.courses.save(changed));
    expect(await stores.read.courses.find(course.id)).toEqual(changed);
  });

  it('are listed as mine, as followed and as public', async () => {
    const [me, other] = [await owner(), await owner()];
    const topic = newId();
    const mine = courseRow(me, { topic });
    const followed = courseRow(other, { topic, isPublic: true });
    const open = courseRow(other, { topic, isPublic: true });
    const closed = courseRow(other, { topic });
    await add(mine, followed, open, closed);
    await stores.write((tx) => tx.courses.enrol(me, followed.id));
    const ids = async (scope: 'mine' | 'enrolled' | 'public', viewerId?: string) => {
      const { rows, total } = await stores.read.courses.list({ ...firstPage, viewerId, scope, topic });
      expect(total).toBe(rows.length);
      return new Set(rows.map(({ id }) => id));
    };
    expect(await ids('mine', me)).toEqual(new Set([mine.id]));
    expect(await ids('enrolled', me)).toEqual(new Set([followed.id]));
    expect(await ids('public')).toEqual(new Set([followed.id, open.id]));
    expect(await ids('mine')).toEqual(new Set());
  });

  it('are filtered by status, by topic in any case, and by words whose wildcards are taken literally', async () => {
    const me = await owner();
    const half = courseRow(me, { topic: 'Chess', title: '50% more_wins', status: 'draft' });
    const full = courseRow(me, { topic: 'CHESS', title: '500 moves', description: 'Endgames' });
    const piano = courseRow(me, { topic: 'Piano', title: 'Scales' });
    await add(half, full, piano);
    const ids = async (filter: { status?: string; topic?: string; q?: string }) => {
      const { rows } = await stores.read.courses.list({
        ...firstPage,
        sort: 'createdAt:asc',
        viewerId: me,
        scope: 'mine',
        ...filter,
      });
      return rows.map(({ id }) => id);
    };
    expect(await ids({ topic: 'chess' })).toEqual([half.id, full.id]);
    expect(await ids({ status: 'draft' })).toEqual([half.id]);
    expect(await ids({ q: '50%' })).toEqual([half.id]);
    expect(await ids({ q: 'e_w' })).toEqual([half.id]);
    expect(await ids({ q: 'endgame' })).toEqual([full.id]);
    expect(await ids({ q: 'chess', status: 'active' })).toEqual([full.id]);
  });

  it('are paged in the requested order, with ties in the order of ids, and counted', async () => {
    const me = await owner();
    const courses = ['b', 'a', 'c', 'a', 'd'].map((title) => courseRow(me, { title }));
    await add(...courses);
    const page = (number: number, sort: string) =>
      stores.read.courses.list({ viewerId: me, scope: 'mine', page: number, limit: 2, sort });
    const titles = async (sort: string) => {
      const pages = await Promise.all([1, 2, 3, 4].map((number) => page(number, sort)));
      expect(pages.map(({ total }) => total)).toEqual([5, 5, 5, 5]);
      return pages.map(({ rows }) =>
        rows.map(({ title, id }) => `${title}${courses.findIndex((one) => one.id === id)}`),
      );
    };
    expect(await titles('title:asc')).toEqual([['a1', 'a3'], ['b0', 'c2'], ['d4'], []]);
    expect(await titles('title:desc')).toEqual([['d4', 'c2'], ['b0', 'a3'], ['a1'], []]);
    expect(await titles('createdAt:asc')).toEqual([['b0', 'a1'], ['c2', 'a3'], ['d4'], []]);
  });

  it('enrol a user only once', async () => {
    const { userId, courseId } = await learner(stores);
    await stores.write((tx) => tx.courses.enrol(userId, courseId));
    expect(await stores.read.courses.enrolments(userId)).toEqual([courseId]);
    expect(await stores.read.courses.enrolments(newId())).toEqual([]);
  });

  it('[LE2] have a standing for each learner', async () => {
    const { userId, courseId } = await learner(stores);
    const [first, second] = [moduleRow(courseId, 0), moduleRow(courseId, 1)];
    await stores.write((tx) => tx.modules.insert([first, second]));
    expect(await stores.read.courses.standings(userId, [courseId])).toEqual([
      { courseId, completedModuleIds: [], logs: 0, completed: false },
    ]);
    await stores.write(async (tx) => {
      await tx.progress.insert(entryRow(userId, { courseId, occurredAt: later(5) }));
      await tx.progress.insert(entryRow(userId, { courseId, status: 'unconfirmed', occurredAt: later(50) }));
      await tx.modules.complete(userId, second, later(7));
    });
    expect(await stores.read.courses.standings(userId, [courseId])).toEqual([
      { courseId, completedModuleIds: [second.id], logs: 1, lastAccessed: later(7), completed: false },
    ]);
    await stores.write((tx) => tx.modules.complete(userId, first, later(8)));
    const [standing] = await stores.read.courses.standings(userId, [courseId]);
    expect(standing).toMatchObject({ completed: true, lastAccessed: later(8) });
    expect(await stores.read.courses.standings(newId(), [courseId])).toEqual([
      { courseId, completedModuleIds: [], logs: 0, completed: false },
    ]);
  });

  it('are complete for their owner if they are marked complete, but not for followers', async () => {
    const { userId, courseId } = await learner(stores, { status: 'completed' });
    const other = await learner(stores);
    await stores.write((tx) => tx.courses.enrol(other.userId, courseId));
    const completed = async (learnerId: string) =>
      (await stores.read.courses.standings(learnerId, [courseId]))[0]?.completed;
    expect(await completed(userId)).toBe(true);
    expect(await completed(other.userId)).toBe(false);
  });

  it('are removed with modules and conversation; entries, achievements and memories stay', async () => {
    const { userId, courseId } = await learner(stores);
    const module = moduleRow(courseId, 0);
    const session = sessionRow(userId, courseId);
    const message = messageRow(userId, courseId, { sessionId: session.id });
    const answer = messageRow(userId, courseId, { parentId: message.id });
    const reply = replyRow(userId, courseId, { messageId: message.id });
    const entry = entryRow(userId, { courseId, sessionId: session.id, moduleId: module.id, messageId: message.id });
    const memory = memoryRow(userId, { context: courseId });
    const streak = {
      scope: courseId,
      unit: 'day' as const,
      current: 1,
      longest: 1,
      status: 'active' as const,
      freezes: 0,
      nextMilestone: 3,
    };
    await stores.write(async (tx) => {
      await tx.modules.insert([module]);
      await tx.sessions.insert(session);
      await tx.messages.insert(message);
      await tx.messages.insert(answer);
      await tx.replies.insert(reply);
      await tx.progress.insert(entry);
      await tx.modules.complete(userId, module, later(1));
      await tx.memories.insert(memory, direction(0), { messageId: message.id, entryId: entry.id });
      await tx.streaks.save(userId, streak);
      await tx.streaks.recordSetting(userId, { scope: courseId, from: '2026-11-05', frequency: { type: 'daily' } });
    });
    await stores.write((tx) => tx.courses.remove(courseId));
    expect(await stores.read.courses.find(courseId)).toBeUndefined();
    expect(await stores.read.modules.find(module.id)).toBeUndefined();
    expect(await stores.read.sessions.find(session.id)).toBeUndefined();
    expect(await stores.read.messages.find(answer.id)).toBeUndefined();
    expect(await stores.read.replies.find(reply.id)).toBeUndefined();
    expect(await stores.read.courses.enrolments(userId)).toEqual([]);
    expect(await stores.read.streaks.list(userId)).toEqual([]);
    expect(await stores.read.streaks.settings(userId)).toEqual([]);
    // The session id is kept, because it still shows which entries belong to the same session [PR3].
    const nowhere = { courseId: undefined, moduleId: undefined, messageId: undefined };
    expect(await stores.read.progress.find(entry.id)).toEqual({ ...entry, ...nowhere });
    expect(await stores.read.memories.find(userId, { id: memory.id })).toMatchObject({ id: memory.id });
    expect(
      (
        await stores.read.tallies.of(userId, {
          logs: [],
          records: [],
          modules: [1],
          perfectQuizzes: [],
          volume: [],
          minutes: [],
        })
      ).modules,
    ).toEqual({ count: 1, nth: { 1: later(1) } });
  });
});
