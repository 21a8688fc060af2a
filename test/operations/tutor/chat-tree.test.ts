import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDevice, rest, signUp, textOf } from '../../support/api.ts';
import type { Device } from '../../support/api.ts';
import { startNode } from '../../support/node.ts';
import { storedAndReplayed } from '../../support/replay.ts';
import { freshDatabase } from '../../support/services/own.ts';
import { describeWith } from '../../support/services/require.ts';

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
    it('begins a branch beside the message; the old message stays readable; other devices get the new one', async () => {
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

      // A message whose parent is an older reply continues the branch of that reply.
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

    it('[AL4] the entries follow the words: they are corrected, added and undone, but never doubled', async () => {
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

    it('[AL4] only the newest version of a message is logged: editing or answering an older version logs nothing twice', async () => {
      const first = await send('I did overhead press 3x8 at 40 kg');
      const [entry] = first.autoLogged;
      const edited = await device.call('chat.edit', {
        messageId: first.messageId,
        message: 'I did overhead press 3x6 at 40 kg',
      });
      await answered(edited);
      const again = await device.call('chat.regenerate', { replyId: first.replyId });
      expect((await answered(again)).autoLogged).toEqual([]);

      const third = await device.call('chat.edit', {
        messageId: first.messageId,
        message: 'I did overhead press 3x5 at 40 kg',
      });
      expect((await answered(third)).autoLogged).toMatchObject([{ id: entry!.id, messageId: third.messageId }]);
      const presses = (await sets()).filter(
        ({ data }) => (data as { exerciseKey: string }).exerciseKey === 'overhead_press',
      );
      expect(presses).toMatchObject([{ id: entry!.id, data: { sets: [{ reps: 5 }, { reps: 5 }, { reps: 5 }] } }]);
    });

    it('[AL4, AL5] an undone or deleted entry stays so if the edit repeats its words; other numbers are logged', async () => {
      const sent = await send('I did lunges 3x10 at 20 kg and leg press 3x10 at 150 kg');
      const [lunges, press] = sent.autoLogged;
      await device.call('progress.undo', { progressId: lunges!.id });
      await device.call('progress.delete', { progressId: press!.id });
      const same = await device.call('chat.edit', {
        messageId: sent.messageId,
        message: 'Today I did lunges 3x10 at 20 kg and leg press 3x10 at 150 kg',
      });
      await answered(same);
      const legs = async () =>
        (await sets()).filter(
          ({ status, data }) =>
            status !== 'undone' && /lunge|leg_press/.test((data as { exerciseKey: string }).exerciseKey),
        );
      expect(await legs()).toEqual([]);
      const other = await device.call('chat.edit', {
        messageId: same.messageId,
        message: 'Today I did lunges 3x12 at 20 kg',
      });
      await answered(other);
      expect(await legs()).toMatchObject([{ messageId: other.messageId, data: { sets: [{ reps: 12 }, {}, {}] } }]);
      const { stored, replayed } = await storedAndReplayed(databaseUrl, userId);
      expect(stored).toEqual(replayed);
    });

    it('[AL4] a correction by hand stays if the words change elsewhere', async () => {
      const sent = await send('I did calf raises 3x15 at 40 kg todya');
      const [entry] = sent.autoLogged;
      const data = { exercise: 'Calf Raise', sets: [{ reps: 12, weight: { value: 45, unit: 'kg' as const } }] };
      await device.call('progress.update', { progressId: entry!.id, data });
      const message = 'I did calf raises 3x15 at 40 kg today';
      const { autoLogged } = await answered(await device.call('chat.edit', { messageId: sent.messageId, message }));
      expect(autoLogged).toMatchObject([{ id: entry!.id, data: { sets: [{ reps: 12, weight: { value: 45 } }] } }]);
    });

    it('[AL4] words that were removed by an edit and added again are logged again', async () => {
      const words = 'I did farmers walk 3x10 at 30 kg';
      const sent = await send(words);
      const away = await device.call('chat.edit', { messageId: sent.messageId, message: 'I did nothing today' });
      expect((await answered(away)).autoLogged).toEqual([]);
      const back = await answered(await device.call('chat.edit', { messageId: away.messageId, message: words }));
      expect(back.autoLogged).toMatchObject([{ status: 'confirmed', messageId: expect.any(String) }]);
      const { stored, replayed } = await storedAndReplayed(databaseUrl, userId);
      expect(stored).toEqual(replayed);
    });

    it('[AL5] words that stay keep their entry, even if it is undone', async () => {
      const sent = await send('I did step ups 3x8 at 20 kg. I did step ups 3x5 at 30 kg');
      const [first, second] = sent.autoLogged;
      await device.call('progress.undo', { progressId: second!.id });
      const message = 'I did step ups 3x5 at 30 kg';
      await answered(await device.call('chat.edit', { messageId: sent.messageId, message }));
      const told = (await sets()).filter(({ id }) => id === first!.id || id === second!.id);
      expect(told.map(({ status }) => status)).toEqual(['undone', 'undone']);
    });

    it('[AL5] a memory of the old words is removed with them', async () => {
      const struggles = async () =>
        (await device.call('memory.list', { memoryTypes: ['struggle'], superseded: 'include', limit: 100 })).data;
      const sent = await send('I did goblet squat 3x10 at 24 kg and my knee hurts');
      expect(sent.autoLogged).toMatchObject([{ needsAttention: true }]);
      expect(await struggles()).toHaveLength(1);
      const edited = await device.call('chat.edit', {
        messageId: sent.messageId,
        message: 'I did goblet squat 3x10 at 24 kg',
      });
      expect((await answered(edited)).autoLogged).toMatchObject([{ needsAttention: false }]);
      expect(await struggles()).toEqual([]);
      await answered(
        await device.call('chat.edit', {
          messageId: edited.messageId,
          message: 'I did goblet squat 3x10 at 24 kg and my knee hurts a lot',
        }),
      );
      expect(await struggles()).toHaveLength(1);
    });

    it('[T6] stops a running reply, which stays readable', async () => {
      const message = 'Tell me everything about the modules of this course';
      const { replyId, messageId } = await device.call('chat.send', { courseId, message });
      await expect.poll(() => textOf(device.deltas, replyId).length).toBeGreaterThan(0);
      const edited = await device.call('chat.edit', { messageId, message });
      const stopped = await device.event('reply.stopped', (data: { replyId: string }) => data.replyId === replyId);
      const { text } = stopped.d as { text: string };
      expect((await shown(messageId)).at(-1)).toMatchObject({ id: replyId, state: 'stopped', content: text });
      await answered(edited);
    });

    it('works only for the caller’s own messages; a stranger gets not_found', async () => {
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

    it('on REST waits for the reply', async () => {
      const sent = await send('What is a deload?');
      const { status, body } = await rest(url, 'PATCH', `/chat/messages/${sent.messageId}`, {
        token,
        body: { message: 'What is a deload week?' },
      });
      expect(status).toBe(200);
      expect(body).toMatchObject({ response: expect.stringMatching(/\w+/), retryable: false });
      const again = await rest(url, 'POST', `/chat/replies/${body.replyId}/regenerate`, { token, body: {} });
      expect([again.status, again.body.messageId]).toEqual([200, body.messageId]);
      expect(again.body.replyId).not.toBe(body.replyId);
    });

    it('[M2] creates one branch if the same opId is sent twice', async () => {
      const sent = await send('How often?');
      const opId = randomUUID();
      const edit = () => device.call('chat.edit', { messageId: sent.messageId, message: 'How often a week?' }, opId);
      const [one, two] = await Promise.all([edit(), edit()]);
      expect(two).toEqual(one);
      await answered(one);
      expect((await shown()).at(-2)).toMatchObject({ siblings: [sent.messageId, one.messageId] });
    });
  });

  describe('chat.regenerate', () => {
    it('[T8] answers the same message again and logs nothing twice, whatever happened to the entry', async () => {
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
