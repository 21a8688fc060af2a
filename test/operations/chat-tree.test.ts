import { beforeAll, describe, expect, it } from 'vitest';
import { openDevice, rest, signUp } from '../support/api.ts';
import type { Device } from '../support/api.ts';
import { startNode } from '../support/node.ts';
import { storedAndReplayed } from '../support/replay.ts';
import { freshDatabase } from '../support/services/own.ts';
import { describeWith } from '../support/services/require.ts';

interface Completed {
  replyId: string;
  autoLogged: { id: string; quote: string; messageId: string; data: { sets: { reps: number }[] } }[];
}

describeWith('postgres')('conversations as trees', () => {
  let url: string;
  let databaseUrl: string;
  let userId: string;
  let token: string;
  let device: Device;
  let courseId: string;

  beforeAll(async () => {
    ({ url: databaseUrl } = await freshDatabase());
    ({ url } = await startNode({ DATABASE_URL: databaseUrl }));
    ({ id: userId, accessToken: token } = await signUp(url));
    device = await openDevice(url, token);
    courseId = (await device.call('course.create', { topic: 'Strength training' })).id;
  });

  const answered = async ({ replyId }: { replyId: string }) =>
    (await device.event('reply.completed', (data: { replyId: string }) => data.replyId === replyId, 20_000))
      .d as Completed;
  const send = async (message: string) => {
    const sent = await device.call('chat.send', { courseId, message });
    return { ...sent, ...(await answered(sent)) };
  };
  const shown = async (branch?: string) =>
    (await device.call('chat.history', { courseId, ...(branch && { branch }) })).data;
  const sets = async () =>
    (await device.call('progress.list', { courseId, activityType: 'exercise', limit: 100 })).data;

  describe('chat.edit', () => {
    it('begins a branch beside the message; what was said stays readable; other devices see it', async () => {
      const other = await openDevice(url, token);
      const first = await send('How do I warm up?');
      const second = await send('And then?');
      const edited = await device.call('chat.edit', { messageId: second.messageId, message: 'And after the warm-up?' });
      await answered(edited);
      const seen = await other.event('message.edited', (data: { id: string }) => data.id === edited.messageId);
      expect(seen.d).toMatchObject({
        editOf: second.messageId,
        parentId: first.replyId,
        content: 'And after the warm-up?',
      });

      const now = await shown();
      expect(now.map(({ id }) => id)).toEqual([first.messageId, first.replyId, edited.messageId, edited.replyId]);
      expect(now[2]).toMatchObject({ editOf: second.messageId, siblings: [second.messageId, edited.messageId] });
      expect((await shown(second.messageId)).map(({ id }) => id)).toEqual([
        first.messageId,
        first.replyId,
        second.messageId,
        second.replyId,
      ]);

      // Whoever answers an older message goes on in its branch.
      const back = await device.call('chat.send', { courseId, message: 'Back to before', parentId: second.replyId });
      await answered(back);
      expect((await shown()).map(({ id }) => id)).toEqual([
        first.messageId,
        first.replyId,
        second.messageId,
        second.replyId,
        back.messageId,
        back.replyId,
      ]);
    });

    it('[AL4] the entries follow the words: corrected, added, undone; never twice', async () => {
      const before = (await sets()).length;
      const sent = await send('I did bench press 3x8 at 60 kg and squat 3x5 at 100 kg');
      expect(sent.autoLogged).toHaveLength(2);
      const [bench] = sent.autoLogged;
      const edited = await device.call('chat.edit', {
        messageId: sent.messageId,
        message: 'Today I did bench press 3x6 at 60 kg and deadlift 1x5 at 120 kg',
      });
      const { autoLogged } = await answered(edited);
      expect(autoLogged.map(({ data }) => data.sets.map(({ reps }) => reps))).toEqual([[6, 6, 6], [5]]);
      expect(autoLogged[0]).toMatchObject({ id: bench!.id, messageId: edited.messageId });
      expect('Today I did bench press 3x6 at 60 kg and deadlift 1x5 at 120 kg').toContain(autoLogged[0]!.quote);
      const now = (await sets()).filter(({ status }) => status !== 'undone');
      expect(now).toHaveLength(before + 2);
      expect(now.map(({ data }) => (data as { exerciseKey: string }).exerciseKey).toSorted()).toEqual([
        'bench_press',
        'deadlift',
      ]);
      const { stored, replayed } = await storedAndReplayed(databaseUrl, userId);
      expect(stored).toEqual(replayed);
    });

    it('[AL4] any two versions tell one act: edited twice from the first, or its old answer asked for again', async () => {
      const sent = await send('I did front squats 3x5 at 80 kg');
      const [entry] = sent.autoLogged;
      const edits = ['I did front squats 3x5 at 82.5 kg', 'Well, I did front squats 3x5 at 85 kg'];
      for (const message of edits)
        await answered(await device.call('chat.edit', { messageId: sent.messageId, message }));
      await answered(await device.call('chat.regenerate', { replyId: sent.replyId }));
      const told = (await sets()).filter(({ data }) => (data as { exerciseKey: string }).exerciseKey === 'front_squat');
      expect(told.map(({ id, status }) => [id, status])).toEqual([[entry!.id, 'confirmed']]);
      expect(told[0]).toMatchObject({ messageId: sent.messageId, data: { sets: [{ weight: { value: 80 } }, {}, {}] } });
    });

    it('[AL5] what was undone stays so when another word of its message changes', async () => {
      const sent = await send('I did hip thrusts 3x8 at 90 kg todya');
      await device.call('progress.undo', { progressId: sent.autoLogged[0]!.id });
      await answered(
        await device.call('chat.edit', { messageId: sent.messageId, message: 'I did hip thrusts 3x8 at 90 kg today' }),
      );
      const told = (await sets()).filter(({ messageId, quote }) => messageId && quote?.includes('hip thrusts'));
      expect(told.map(({ status }) => status)).toEqual(['undone']);
    });

    it('is for what one said oneself; a stranger finds nothing', async () => {
      const sent = await send('Thanks');
      await expect(device.call('chat.edit', { messageId: sent.replyId, message: 'x' })).rejects.toMatchObject({
        code: 'conflict',
      });
      const eve = await openDevice(url, (await signUp(url)).accessToken);
      await expect(eve.call('chat.edit', { messageId: sent.messageId, message: 'x' })).rejects.toMatchObject({
        code: 'not_found',
      });
      await expect(eve.call('chat.regenerate', { replyId: sent.replyId })).rejects.toMatchObject({ code: 'not_found' });
    });

    it('through REST waits for the answer', async () => {
      const sent = await send('What is a deload?');
      const { status, body } = await rest(url, 'PATCH', `/chat/messages/${sent.messageId}`, {
        token,
        body: { message: 'What is a deload week?' },
      });
      expect(status).toBe(200);
      expect(body).toMatchObject({ response: expect.stringMatching(/\w+/), retryable: false });
    });
  });

  describe('chat.regenerate', () => {
    it('[T8] answers the same message again and logs nothing twice, whatever became of the entry', async () => {
      const sent = await send('I did barbell row 3x8 at 50 kg');
      const [entry] = sent.autoLogged;
      const again = await device.call('chat.regenerate', { replyId: sent.replyId });
      expect(again).toMatchObject({ messageId: sent.messageId });
      expect((await answered(again)).autoLogged.map(({ id }) => id)).toEqual([entry!.id]);
      const now = await shown();
      expect(now.at(-1)).toMatchObject({ id: again.replyId, siblings: [sent.replyId, again.replyId] });
      expect(now.map(({ id }) => id)).not.toContain(sent.replyId);

      await device.call('progress.delete', { progressId: entry!.id });
      const third = await device.call('chat.regenerate', { replyId: sent.replyId });
      expect((await answered(third)).autoLogged).toEqual([]);
      expect((await sets()).map(({ id }) => id)).not.toContain(entry!.id);
    });
  });
});
