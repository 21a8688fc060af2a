import { beforeAll, describe, expect, it } from 'vitest';
import { openDevice, rest, signUp } from '../../support/api.ts';
import type { Device, Person } from '../../support/api.ts';
import { startModelServer } from '../../support/model-server.ts';
import { sharedNode, startNode } from '../../support/node.ts';

let url: string;
let ada: Person;
let device: Device;

beforeAll(async () => {
  ({ url } = await sharedNode());
  ada = await signUp(url);
  device = await openDevice(url, ada.accessToken);
});

describe('memories', () => {
  it('the best matches come first; type, importance and time narrow the result', async () => {
    await device.call('memory.store', {
      memoryType: 'struggle',
      key: 'shoulder_press_form',
      value: 'Back hurts during the shoulder press',
      importanceScore: 0.8,
    });
    await device.call('memory.store', {
      memoryType: 'preference',
      key: 'music',
      value: 'Likes jazz while studying Spanish',
      importanceScore: 0.8,
    });
    const found = await device.call('memory.retrieve', { query: 'pain in the back when pressing' });
    expect(found.data[0]).toMatchObject({ key: 'shoulder_press_form' });
    const narrowed = await rest(
      url,
      'GET',
      '/memories/retrieve?query=jazz&memoryTypes=preference,fact&minImportance=0.5',
      { token: ada.accessToken },
    );
    expect(narrowed.body.data.map((memory: { key: string }) => memory.key)).toEqual(['music']);
    expect((await device.call('memory.list', { memoryTypes: ['preference'] })).data).toHaveLength(1);
  });

  it('memory.list with a query has pages like other lists', async () => {
    const { accessToken: token } = await signUp(url);
    const phone = await openDevice(url, token);
    for (let n = 1; n <= 5; n += 1)
      await phone.call('memory.store', { memoryType: 'fact', key: `knee_${n}`, value: `The knee clicked ${n} times` });
    const pageAt = async (page: number) =>
      (await rest(url, 'GET', `/memories?query=knee&limit=2&page=${page}`, { token })).body;
    const pages = [await pageAt(1), await pageAt(2), await pageAt(3)];
    expect(pages.map(({ data }) => data.length)).toEqual([2, 2, 1]);
    expect(pages.map(({ meta }) => meta.pagination)).toEqual(
      [1, 2, 3].map((page) => ({ page, limit: 2, total: 5, hasNext: page < 3, hasPrev: page > 1 })),
    );
    const keys = pages.flatMap(({ data }) => data.map(({ key }: { key: string }) => key));
    expect(keys.sort()).toEqual([1, 2, 3, 4, 5].map((n) => `knee_${n}`));
  });

  it('a newer memory of the same key supersedes the older one, which is kept and linked', async () => {
    const old = await device.call('memory.store', { memoryType: 'fact', key: 'bodyweight', value: '80 kg' });
    const fresh = await device.call('memory.store', { memoryType: 'fact', key: 'bodyweight', value: '78 kg' });
    await device.event(
      'memory.superseded',
      (data: { id: string; supersededBy: string }) => data.id === old.id && data.supersededBy === fresh.id,
    );
    const { data } = await device.call('memory.list', { memoryTypes: ['fact'] });
    expect(data.map((memory) => memory.id)).toEqual([fresh.id]);
    const all = await device.call('memory.list', { memoryTypes: ['fact'], superseded: 'include' });
    expect(all.data.find((memory) => memory.id === old.id)).toMatchObject({ supersededBy: fresh.id, value: '80 kg' });
  });

  it('a memory that gets the key of another supersedes it; a superseded memory supersedes none', async () => {
    const store = (key: string, value: string) => device.call('memory.store', { memoryType: 'success', key, value });
    const [old, other] = [await store('squat', '100 kg'), await store('deadlift', '140 kg')];
    const corrected = await device.call('memory.update', { memoryId: other.id, key: 'squat' });
    await device.event(
      'memory.superseded',
      (data: { id: string; supersededBy: string }) => data.id === old.id && data.supersededBy === corrected.id,
    );
    const third = await store('bench', '80 kg');
    await device.call('memory.update', { memoryId: old.id, key: 'bench' });
    const { data } = await device.call('memory.list', { memoryTypes: ['success'] });
    expect(data.map(({ id }) => id).sort()).toEqual([other.id, third.id].sort());
  });

  it('a memory that is renamed makes the superseded one current again, so that one memory of each key is current', async () => {
    const store = (key: string, value: string) => device.call('memory.store', { memoryType: 'struggle', key, value });
    const first = await store('grip', 'weak');
    const second = await store('grip', 'better');
    await device.call('memory.update', { memoryId: second.id, key: 'stance' });
    const third = await store('grip', 'strong');
    await device.call('memory.delete', { memoryId: second.id });
    const { data } = await device.call('memory.list', { memoryTypes: ['struggle'], superseded: 'include' });
    const ofGrip = data.filter(({ key }) => key === 'grip');
    expect(ofGrip.map(({ id, supersededBy }) => [id, supersededBy]).sort()).toEqual(
      [
        [first.id, third.id],
        [third.id, undefined],
      ].sort(),
    );
  });

  it('update and delete reach other devices; a stranger gets not_found', async () => {
    const memory = await device.call('memory.store', { memoryType: 'goal', key: 'bench', value: { kg: 100 } });
    expect(await device.call('memory.update', { memoryId: memory.id, importanceScore: 1 })).toMatchObject({
      importanceScore: 1,
      value: { kg: 100 },
    });
    const eve = await openDevice(url, (await signUp(url)).accessToken);
    await expect(eve.call('memory.update', { memoryId: memory.id, importanceScore: 0 })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(eve.call('memory.delete', { memoryId: memory.id })).rejects.toMatchObject({ code: 'not_found' });
    await device.call('memory.delete', { memoryId: memory.id });
    await device.event(
      'resource.changed',
      (data: { id: string; change: string }) => data.id === memory.id && data.change === 'deleted',
    );
    await expect(device.call('memory.delete', { memoryId: memory.id })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('while the embedding service can’t be reached', () => {
  it(
    'memories are stored, found by their words, and compared by meaning once the service is back',
    { timeout: 60_000 },
    async () => {
      const service = await startModelServer(() => [
        { tool: 'remember', arguments: { memoryType: 'preference', key: 'voice', value: 'calm', quote: 'calm voice' } },
        { say: 'Noted.' },
      ]);
      const node = await startNode({ OPENAI_BASE_URL: service.url, EMBEDDING_MODEL: 'scripted' });
      const phone = await openDevice(node.url, (await signUp(node.url)).accessToken);
      const courseId = (await phone.call('course.create', { topic: 'Strength training' })).id;
      service.embeds = false;

      const stored = await phone.call('memory.store', { memoryType: 'fact', key: 'knee', value: 'Left knee clicks' });
      expect((await phone.call('memory.retrieve', { query: 'left knee' })).data[0]).toMatchObject({ id: stored.id });
      await phone.call('chat.send', {
        courseId,
        message: 'I did bench press 3x8 at 135 lbs and hurt my shoulder. A calm voice helps.',
      });
      const reply = await phone.event('reply.completed', undefined, 30_000);
      expect(reply.d).toMatchObject({ degraded: false, autoLogged: [{ needsAttention: true }] });

      service.embeds = true;
      await expect
        .poll(async () => (await phone.call('memory.retrieve', { query: 'zzz' })).data.map(({ key }) => key), {
          timeout: 30_000,
        })
        .toContain('knee');
    },
  );
});
