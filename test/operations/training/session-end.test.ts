import { beforeEach, describe, expect, it } from 'vitest';
import { events } from '../../../domain/contract/index.ts';
import type { EventName } from '../../../domain/contract/index.ts';
import type { Session } from '../../../domain/training/contract/session.ts';
import { openLearner } from '../../support/learner.ts';
import type { Learner } from '../../support/learner.ts';

let ada: Learner;
let courseId: string;
beforeEach(async () => {
  ada = await openLearner();
  courseId = (await ada.at('2026-11-05T07:00:00Z', 'course.create', { topic: 'Strength training' })).id;
});

const at = (time: string) => `2026-11-05T${time}:00.000Z`;
/**
 * The time at which the commands that waited on the device arrive. The job that ends silent sessions has run before.
 */
const SYNCED = at('23:30');
const told = (type: EventName) => ada.events.filter(({ t }) => t === type).map(({ d }) => d as Session);
const start = (received: string) =>
  ada.at(received, 'session.start', { courseId, sessionType: 'practice', occurredAt: at('18:00') });
const stored = (sessionId: string) => ada.at(SYNCED, 'session.get', { sessionId });
const idle = (now: string, sessionId: string) => ada.run(now, 'session.idle', { sessionId, userId: ada.userId });

type Step = (sessionId: string, received: string) => Promise<unknown>;
const set =
  (time: string): Step =>
  (sessionId, received) =>
    ada.at(received, 'progress.log', {
      courseId,
      sessionId,
      activityType: 'exercise',
      data: { exercise: 'squat', weight: '100 kg', sets: 2, reps: 5 },
      occurredAt: at(time),
    });
const moved =
  (operation: 'session.pause' | 'session.resume' | 'session.complete' | 'session.update', time: string): Step =>
  (sessionId, received) =>
    ada.at(received, operation, { sessionId, occurredAt: at(time) });
const noted: Step = (sessionId, received) =>
  ada.at(received, 'session.update', { sessionId, occurredAt: at('18:05'), notes: 'light' });
const job: Step = (sessionId, received) => idle(received, sessionId);

const endOf = ({ status, completedAt, actualDuration, pausedMs, notes, summary }: Session) => ({
  status,
  completedAt,
  actualDuration,
  pausedMs,
  notes,
  summary: { ...summary, records: [] },
});

describe('[SE4] a session ends in the same way in whatever order its moves arrive', () => {
  it('finished offline and synced after the job abandoned it, it has the duration of a session that was all offline', async () => {
    const { id: online } = await start(at('18:00'));
    await idle(at('22:00'), online);
    expect(await stored(online)).toMatchObject({ status: 'abandoned', completedAt: at('18:00'), actualDuration: 0 });
    await set('18:20')(online, SYNCED);
    const answer = await ada.at(SYNCED, 'session.complete', { sessionId: online, occurredAt: at('19:00') });
    expect(answer).toMatchObject({ status: 'completed', completedAt: at('19:00'), actualDuration: 60 });
    expect(answer.summary).toMatchObject({ entries: 1, sets: 2, minutes: 60 });
    expect(told('session.completed')).toMatchObject([{ id: online, reason: 'late', actualDuration: 60 }]);

    const { id: offline } = await start(SYNCED);
    await set('18:20')(offline, SYNCED);
    await moved('session.complete', '19:00')(offline, SYNCED);
    expect(endOf(await stored(offline))).toEqual(endOf(await stored(online)));
    expect(told('session.completed')[1]).not.toHaveProperty('reason');
  });

  it.each<[string, Step[], object]>([
    [
      'with pauses',
      [
        set('18:10'),
        moved('session.pause', '18:20'),
        moved('session.resume', '18:50'),
        noted,
        set('19:00'),
        moved('session.complete', '19:10'),
      ],
      { status: 'completed', actualDuration: 40, completedAt: at('19:10'), notes: 'light' },
    ],
    [
      'left without a word',
      [set('18:10'), moved('session.pause', '18:20'), set('18:40')],
      { status: 'abandoned', actualDuration: 20, completedAt: at('18:40') },
    ],
    [
      'completed more than four hours after the last activity',
      [set('18:10'), moved('session.complete', '22:30')],
      { status: 'abandoned', actualDuration: 10, completedAt: at('18:10') },
    ],
    [
      'completed late, with an activity between',
      [set('20:00'), moved('session.complete', '23:00')],
      { status: 'completed', actualDuration: 300, completedAt: at('23:00') },
    ],
  ])('%s', async (_, steps, end) => {
    const orders = [
      [...steps, job],
      [...steps.toReversed(), job],
      [job, ...steps],
      [job, ...steps.toReversed()],
    ];
    const ends: object[] = [];
    for (const order of orders) {
      const { id } = await start(at('18:00'));
      for (const step of order) await step(id, SYNCED);
      ends.push(endOf(await stored(id)));
    }
    expect(ends[0]).toMatchObject(end);
    expect(ends).toEqual(orders.map(() => ends[0]));
  });

  it('a completion after the four hours is answered with the session as it ended; a further one is a conflict', async () => {
    const { id: sessionId } = await start(at('18:00'));
    const answer = await ada.at(at('23:00'), 'session.complete', { sessionId });
    expect(answer).toMatchObject({ status: 'abandoned', completedAt: at('18:00'), summary: { minutes: 0 } });
    expect(told('session.abandoned')).toHaveLength(1);
    const again = ada.at(at('23:01'), 'session.complete', { sessionId });
    await expect(again).rejects.toMatchObject({ code: 'conflict', details: { state: 'abandoned' } });
  });

  it('[SE3] activity that arrives late reopens nothing, and a command made now is a conflict', async () => {
    const { id: sessionId } = await start(at('18:00'));
    await idle(at('22:00'), sessionId);
    await set('21:00')(sessionId, at('22:10'));
    expect(await stored(sessionId)).toMatchObject({ status: 'abandoned', completedAt: at('21:00') });
    expect(told('session.updated')).toMatchObject([{ completedAt: at('21:00'), summary: { entries: 1 } }]);
    await expect(ada.at(at('22:11'), 'session.pause', { sessionId })).rejects.toMatchObject({ code: 'conflict' });
    expect(await ada.at(at('22:12'), 'session.complete', { sessionId })).toMatchObject({ status: 'completed' });
  });

  it('[SE2] a session that had ended by its times is not joined by a later start, even if its job is late', async () => {
    const { id: left } = await start(at('18:00'));
    const next = await ada.at(at('22:30'), 'session.start', { courseId, sessionType: 'practice' });
    expect(next).toMatchObject({ joined: false, status: 'active' });
    expect(told('session.abandoned')).toMatchObject([{ id: left, completedAt: at('18:00') }]);
    await moved('session.complete', '19:00')(left, SYNCED);
    expect(await stored(left)).toMatchObject({ status: 'completed', actualDuration: 60 });
    expect((await ada.at(SYNCED, 'session.active', {})).session).toMatchObject({ id: next.id });
  });

  it('[M4] a joined session is not ended by what the other device did before the session began', async () => {
    const running = await ada.at(at('23:00'), 'session.start', { courseId, sessionType: 'practice' });
    expect(await start(SYNCED)).toMatchObject({ id: running.id, joined: true });
    const ended = moved('session.complete', '19:00')(running.id, SYNCED);
    await expect(ended).rejects.toMatchObject({ code: 'conflict', details: { state: 'active' } });
  });
});

it('neither answers nor events contain the stored moves of a session', async () => {
  const { id: sessionId, ...answer } = await start(at('18:00'));
  await set('18:10')(sessionId, at('18:10'));
  await ada.at(at('18:11'), 'session.rest', { sessionId, seconds: 60 });
  const paused = await ada.at(at('18:20'), 'session.pause', { sessionId });
  const { session } = await ada.at(at('18:21'), 'session.active', {});
  await idle(at('20:20'), sessionId);
  const { data } = await ada.at(at('18:22'), 'session.list', { courseId });
  const done = await ada.at(at('20:30'), 'session.complete', { sessionId });
  for (const shown of [answer, paused, session, data[0], await stored(sessionId), done])
    expect(shown).not.toHaveProperty('moves');
  for (const { t, d } of ada.events) expect(events[t].data.parse(d)).toEqual(d);
});
