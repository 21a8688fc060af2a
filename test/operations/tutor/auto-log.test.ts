import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { openDevice, signUp } from '../../support/api.ts';
import { startModelServer } from '../../support/model-server.ts';
import type { CompletionRequest, Step } from '../../support/model-server.ts';
import { startNode } from '../../support/node.ts';
import { storedAndReplayed } from '../../support/replay.ts';
import { freshDatabase } from '../../support/services/own.ts';
import { describeWith } from '../../support/services/require.ts';

interface Entry {
  id: string;
  status: string;
  occurredAt: string;
  data: { exerciseKey: string; sets: { reps: number; weight?: { value: number } }[] };
}

const DAY_MS = 86_400_000;

describeWith('postgres')('auto-log', () => {
  let url: string;
  let databaseUrl: string;
  let steps: (request: CompletionRequest) => Step[] = () => [{ say: 'Well done.' }];

  beforeAll(async () => {
    ({ url: databaseUrl } = await freshDatabase());
    const model = await startModelServer((request) => steps(request));
    ({ url } = await startNode({
      DATABASE_URL: databaseUrl,
      OPENAI_BASE_URL: model.url,
      OPENAI_API_KEY: 'a key of no worth',
    }));
  });

  async function learner(fields: object = {}) {
    const { id: userId, accessToken } = await signUp(url, fields);
    const device = await openDevice(url, accessToken);
    const courseId = (await device.call('course.create', { topic: 'Strength training' })).id;
    const answered = async (asked: { messageId: string; replyId: string }) => {
      const fits = (data: { replyId: string }) => data.replyId === asked.replyId;
      const { d } = await device.event('reply.completed', fits, 20_000);
      return { ...asked, autoLogged: (d as { autoLogged: Entry[] }).autoLogged };
    };
    return {
      userId,
      device,
      courseId,
      send: async (message: string, sessionId?: string) =>
        answered(await device.call('chat.send', { courseId, message, ...(sessionId && { sessionId }) })),
      edit: async (messageId: string, message: string) =>
        answered(await device.call('chat.edit', { messageId, message })),
      regenerate: async (replyId: string) => answered(await device.call('chat.regenerate', { replyId })),
      entries: async () => {
        const { data } = await device.call('progress.list', { courseId, sort: 'createdAt:asc', limit: 100 });
        return (data as unknown as Entry[]).filter(({ status }) => status !== 'undone');
      },
    };
  }
  const told = ({ data: { exerciseKey, sets } }: Entry) =>
    `${exerciseKey} ${sets.map(({ reps }) => reps).join(',')} at ${sets[0]?.weight?.value}`;
  const agrees = async (userId: string) => {
    const { stored, replayed } = await storedAndReplayed(databaseUrl, userId);
    expect(stored).toEqual(replayed);
  };

  it('[AL4, T8] a correction is made once, however often its message is answered, whatever was logged since', async () => {
    const { userId, send, regenerate, entries } = await learner();
    const [bench] = (await send('I did bench press 3x8 at 60 kg')).autoLogged;
    const corrected = await send('not 3x8, it was 3x6');
    expect(corrected.autoLogged.map(told)).toEqual(['bench_press 6,6,6 at 60']);
    await send('I did bench press 5x5 at 80 kg');
    await send('I did squats 3x3 at 100 kg');
    const again = await regenerate(corrected.replyId);
    expect(again.autoLogged).toMatchObject([{ id: bench!.id }]);
    expect((await entries()).map(told)).toEqual([
      'bench_press 6,6,6 at 60',
      'bench_press 5,5,5,5,5 at 80',
      'squat 3,3,3 at 100',
    ]);
    await agrees(userId);
  });

  it('[AL4, T8] a correction is not repeated if the entry was changed by hand since, or was undone', async () => {
    const { device, send, regenerate, entries } = await learner();
    const [bench] = (await send('I did bench press 3x8 at 60 kg')).autoLogged;
    const corrected = await send('not 3x8, it was 3x6');
    const data = { exercise: 'bench press', sets: [{ reps: 7, weight: { value: 60, unit: 'kg' as const } }] };
    await device.call('progress.update', { progressId: bench!.id, data });
    expect((await regenerate(corrected.replyId)).autoLogged.map(told)).toEqual(['bench_press 7 at 60']);
    await device.call('progress.undo', { progressId: bench!.id });
    await regenerate(corrected.replyId);
    expect(await entries()).toEqual([]);
  });

  it('[AL4] a correction refers to what was said before it, not to what came later', async () => {
    const { device, courseId, send, entries } = await learner();
    await send('I did bench press 3x8 at 60 kg');
    // The second message is answered only after the first, so it is answered long after it was sent.
    const waiting = ['not 3x8, it was 3x6', 'I did bench press 5x5 at 80 kg'];
    for (const message of waiting) await device.call('chat.send', { courseId, message });
    await expect
      .poll(async () => (await entries()).map(told), { timeout: 15_000 })
      .toEqual(['bench_press 6,6,6 at 60', 'bench_press 5,5,5,5,5 at 80']);
  });

  it('[AL4] an edited correction corrects the same entry, starting from its values before the correction', async () => {
    const { userId, send, edit, regenerate, entries } = await learner();
    const [bench] = (await send('I did bench press 3x8 at 60 kg')).autoLogged;
    const first = await send('not 3x8, it was 3x6 at 70 kg');
    await send('I did bench press 5x5 at 80 kg');
    const second = await edit(first.messageId, 'not 3x8, it was 3x5');
    expect(second.autoLogged).toMatchObject([{ id: bench!.id }]);
    const now = ['bench_press 5,5,5 at 60', 'bench_press 5,5,5,5,5 at 80'];
    expect((await entries()).map(told)).toEqual(now);
    await regenerate(second.replyId);
    expect((await entries()).map(told)).toEqual(now);

    const third = await edit(second.messageId, 'How do I warm up?');
    expect(third.autoLogged).toEqual([]);
    expect((await entries()).map(told)).toEqual(['bench_press 8,8,8 at 60', 'bench_press 5,5,5,5,5 at 80']);
    await agrees(userId);
  });

  it('[AL4] an edited correction with the same content keeps the values that were changed by hand', async () => {
    const { device, send, edit, entries } = await learner();
    const [bench] = (await send('I did bench press 3x8 at 60 kg')).autoLogged;
    const first = await send('not 3x8, it was 3x6');
    const data = { exercise: 'bench press', sets: [{ reps: 7, weight: { value: 60, unit: 'kg' as const } }] };
    await device.call('progress.update', { progressId: bench!.id, data });
    const second = await edit(first.messageId, 'sorry, not 3x8, it was 3x6');
    expect((await entries()).map(told)).toEqual(['bench_press 7 at 60']);
    await edit(second.messageId, 'Thanks');
    expect((await entries()).map(told)).toEqual(['bench_press 7 at 60']);
  });

  it('[AL4, PR10] an edited correction with the same content keeps them also if the keys have moved since', async () => {
    const { userId, device, send, edit, entries } = await learner();
    const [bench] = (await send('I did bench press 3x8 at 60 kg')).autoLogged;
    const first = await send('not 3x8, it was 3x6');
    const data = { exercise: 'bench press', sets: [{ reps: 7, weight: { value: 60, unit: 'kg' as const } }] };
    await device.call('progress.update', { progressId: bench!.id, data });
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      // Change the history as if an earlier catalogue had given another key. The job does not move histories.
      const { rowCount } = await client.query(
        `UPDATE progress_logs SET history = replace(history::text, '"bench_press"', '"press_bench"')::jsonb
        WHERE user_id = $1 AND history::text LIKE '%"bench_press"%'`,
        [userId],
      );
      expect(rowCount).toBe(1);
    } finally {
      await client.end();
    }
    await edit(first.messageId, 'sorry, not 3x8, it was 3x6');
    expect((await entries()).map(told)).toEqual(['bench_press 7 at 60']);
  });

  it('[AL4] an edit changes the day of an entry only if its words name another day', async () => {
    const { userId, device, send, edit, entries } = await learner();
    const first = await send('Yesterday I did squats 3x8 at 60 kg');
    const [entry] = first.autoLogged;
    const second = await edit(first.messageId, 'Today I did squats 3x8 at 60 kg');
    const [moved] = second.autoLogged;
    expect(moved).toMatchObject({ id: entry!.id });
    expect(Date.parse(moved!.occurredAt) - Date.parse(entry!.occurredAt)).toBe(DAY_MS);

    const occurredAt = '2026-01-02T10:00:00.000Z';
    await device.call('progress.update', { progressId: entry!.id, occurredAt });
    await edit(second.messageId, 'Today I did squats 3x6 at 60 kg');
    expect(await entries()).toMatchObject([{ id: entry!.id, occurredAt, data: { sets: [{ reps: 6 }, {}, {}] } }]);
    await agrees(userId);
  });

  it('[AL4, ST1] an act counts for the calendar day that its message names, whenever the message is answered', async () => {
    const { device, send, regenerate } = await learner({ timezone: 'Europe/Berlin' });
    const sent = await send('Yesterday I did squats 3x8 at 60 kg');
    const [known] = sent.autoLogged;
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      // Change the rows as if the message had been sent at 00:30 in Berlin, on the Monday after the change to summer
      // time, and as if nothing had been logged from it.
      await client.query(`UPDATE messages SET created_at = '2026-03-29T22:30:00Z' WHERE id = $1`, [sent.messageId]);
      await client.query(`UPDATE progress_logs SET source_key = NULL, message_id = NULL WHERE id = $1`, [known!.id]);
    } finally {
      await client.end();
    }
    const [entry] = (await regenerate(sent.replyId)).autoLogged;
    expect(entry).toMatchObject({ occurredAt: '2026-03-28T23:30:00.000Z' });
    expect(entry!.id).not.toBe(known!.id);
    await device.event('progress.logged', (data: Entry) => data.id === entry!.id);
  });

  it('[AL4, SE3] an entry that is confirmed by a model’s agreement corrects the summary of an ended session', async () => {
    const { device, courseId, send } = await learner();
    const { id } = await device.call('session.start', { courseId, sessionType: 'practice' });
    await device.call('session.complete', { sessionId: id });
    const quote = 'I think I did squats 3x8 at 60 kg';
    const data = { exercise: 'squats', weight: '60 kg', sets: 3, reps: 8 };
    const call = { activityType: 'exercise', data, quote, confidence: 0.9 };
    steps = ({ messages }) =>
      messages.some(({ role }) => role === 'tool') ? [{ say: 'Good.' }] : [{ tool: 'log_activity', arguments: call }];
    const { autoLogged } = await send(quote, id);
    expect(autoLogged).toMatchObject([{ status: 'confirmed' }]);
    const { summary } = await device.call('session.get', { sessionId: id });
    expect(summary).toMatchObject({ entries: 1, sets: 3 });
    steps = () => [{ say: 'Well done.' }];
  });
});
