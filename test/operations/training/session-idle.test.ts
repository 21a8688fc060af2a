import { beforeEach, expect, it } from 'vitest';
import { openLearner } from '../../support/learner.ts';
import type { Learner } from '../../support/learner.ts';

let ada: Learner;
let courseId: string;
beforeEach(async () => {
  ada = await openLearner();
  courseId = (await ada.at('2026-11-05T07:00:00Z', 'course.create', { topic: 'Strength training' })).id;
});

const at = (time: string) => `2026-11-05T${time}:00.000Z`;
const told = (type: string) => ada.events.filter(({ t }) => t === type).length;
const due = () => ada.due.get('session.idle')?.toISOString();
const start = (plannedDuration?: number) =>
  ada.at(at('08:00'), 'session.start', { courseId, sessionType: 'practice', plannedDuration });

it('[SE3] each silence is reported once when it is due, and the session is abandoned four hours after the last activity', async () => {
  const { id: sessionId } = await start();
  const { userId } = ada;
  expect(due()).toBe(at('09:00'));
  await ada.run(at('09:00'), 'session.idle', { sessionId, userId });
  expect(told('session.at_risk')).toBe(1);

  const set = { exercise: 'squat', weight: '100 kg', sets: 1, reps: 5 };
  await ada.at(at('09:01'), 'progress.log', { activityType: 'exercise', data: set, sessionId });
  const looks: [string, number][] = [];
  while (told('session.abandoned') === 0) {
    const now = due()!;
    await ada.run(now, 'session.idle', { sessionId, userId });
    looks.push([now, told('session.at_risk')]);
  }
  expect(looks).toEqual([
    [at('10:00'), 1],
    [at('10:01'), 2],
    [at('11:01'), 2],
    [at('12:01'), 2],
    [at('13:01'), 2],
  ]);
  expect(await ada.at(at('13:02'), 'session.get', { sessionId })).toMatchObject({
    status: 'abandoned',
    completedAt: at('09:01'),
  });
});

it('[SE3] a job that runs again, because its end was not recorded, reports nothing again', async () => {
  const { id: sessionId } = await start();
  const { userId } = ada;
  await ada.run(at('09:00'), 'session.idle', { sessionId, userId });
  await ada.run(at('09:01'), 'session.idle', { sessionId, userId });
  expect(told('session.at_risk')).toBe(1);
});

it('[SE3] a session with a long plan is abandoned after four hours too', async () => {
  const { id: sessionId } = await start(180);
  expect(due()).toBe(at('12:00'));
  await ada.run(at('12:00'), 'session.idle', { sessionId, userId: ada.userId });
  expect([told('session.at_risk'), told('session.abandoned')]).toEqual([0, 1]);
});

it('[SE3] a shorter plan makes the question come earlier', async () => {
  const { id: sessionId } = await start(120);
  expect(due()).toBe(at('12:00'));
  await ada.at(at('08:05'), 'session.update', { sessionId, plannedDuration: 30 });
  expect(due()).toBe(at('09:05'));
});
