import { beforeAll, expect, it } from 'vitest';
import { openDevice, rest, signUp, textOf } from '../support/api.ts';
import type { Device, Person } from '../support/api.ts';
import { startCluster } from '../support/cluster.ts';
import type { Cluster } from '../support/cluster.ts';
import { startModelServer } from '../support/model-server.ts';
import type { Step } from '../support/model-server.ts';
import { describeWith } from '../support/services/require.ts';

const CHUNKS = 300;
/** Every chunk has a character that takes two UTF-16 units, so that the test notices a cut between them. */
const spoken = (n: number) => `w${n}🏋 `;
const whole = Array.from({ length: CHUNKS }, (_, n) => spoken(n)).join('');

describeWith('postgres', 'own-redis')('replies over two nodes', () => {
  let cluster: Cluster;
  let ada: Person;
  let courseId: string;

  beforeAll(async () => {
    const steps = Array.from({ length: CHUNKS }, (_, n): Step[] => [{ say: spoken(n) }, { wait: 8 }]).flat();
    const model = await startModelServer(() => steps);
    cluster = await startCluster(2, { OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'scripted' });
    ada = await signUp(cluster.nodes[0]!.url);
    const { body } = await rest(cluster.nodes[0]!.url, 'POST', '/courses', {
      token: ada.accessToken,
      body: { topic: 'Strength training' },
    });
    courseId = body.id;
  });

  const completed = async (device: Device, replyId: string) =>
    (await device.event('reply.completed', (data: { replyId: string }) => data.replyId === replyId, 20_000)).d as {
      text: string;
      attempt: number;
    };

  it('[T2, T3] a reply of 300 chunks is followed live on the other node without a lost or doubled character', async () => {
    const [near, far] = await Promise.all(cluster.nodes.map((node) => openDevice(node.url, ada.accessToken)));
    const { replyId } = await near!.call('chat.send', { courseId, message: 'hello' });
    for (const device of [near!, far!]) {
      expect((await completed(device, replyId)).text).toBe(whole);
      expect(textOf(device.deltas, replyId)).toBe(whole);
      expect(device.deltas.length).toBeGreaterThan(20);
    }
  });

  it('[T3, T5] a device that changes nodes in the middle of a reply ends with exactly the final text', async () => {
    const first = await openDevice(cluster.nodes[0]!.url, ada.accessToken);
    const { replyId } = await first.call('chat.send', { courseId, message: 'hello again' });
    await expect.poll(() => textOf(first.deltas, replyId).length, { timeout: 15_000 }).toBeGreaterThan(50);
    const cursors = first.cursors();
    first.close();
    const had = textOf(first.deltas, replyId);
    const second = await openDevice(cluster.nodes[1]!.url, ada.accessToken, { cursors });
    expect(second.ready.replies.map((reply) => reply.replyId)).toContain(replyId);
    const resumed = await second.call('chat.resume', { replyId, attempt: 1, offset: had.length });
    expect(resumed).toMatchObject({ attempt: 1, offset: had.length, state: 'streaming' });
    const { text } = await completed(second, replyId);
    expect(text).toBe(whole);
    const stitched = textOf([{ replyId, attempt: 1, offset: 0, text: had }, { ...resumed }, ...second.deltas], replyId);
    expect(stitched).toBe(whole);
  });

  it('[T5] stop works on a node that does not own the reply', async () => {
    const [near, far] = await Promise.all(cluster.nodes.map((node) => openDevice(node.url, ada.accessToken)));
    const { replyId } = await near!.call('chat.send', { courseId, message: 'stop me' });
    await expect.poll(() => textOf(far!.deltas, replyId).length, { timeout: 15_000 }).toBeGreaterThan(20);
    await far!.call('chat.stop', { replyId });
    const stopped = await far!.event('reply.stopped', (data: { replyId: string }) => data.replyId === replyId);
    const { text } = stopped.d as { text: string };
    expect(whole.startsWith(text) && text.length < whole.length).toBe(true);
  });

  it('[T7] when the owner is killed, another node begins the next attempt within 5 s and completes it', async () => {
    const doomed = await cluster.add();
    const [near, far] = [
      await openDevice(doomed.url, ada.accessToken),
      await openDevice(cluster.nodes[1]!.url, ada.accessToken),
    ];
    const { replyId } = await near.call('chat.send', { courseId, message: 'outlive me' });
    await expect.poll(() => textOf(far.deltas, replyId).length, { timeout: 15_000 }).toBeGreaterThan(20);
    await doomed.kill();
    const killedAt = performance.now();
    await far.event(
      'reply.started',
      (data: { replyId: string; attempt: number }) => data.replyId === replyId && data.attempt === 2,
      10_000,
    );
    const waited = performance.now() - killedAt;
    process.stdout.write(`next attempt after ${waited.toFixed(0)} ms\n`);
    expect(waited).toBeLessThan(5_000);
    const done = await completed(far, replyId);
    expect([done.attempt, done.text]).toEqual([2, whole]);
    expect(textOf(far.deltas, replyId)).toBe(whole);
  });

  it('[C9] after SIGTERM in the middle of a reply the reply completes, and nothing is lost', async () => {
    const leaving = await cluster.add();
    const device = await openDevice(leaving.url, ada.accessToken);
    const other = await openDevice(cluster.nodes[0]!.url, ada.accessToken);
    const { replyId } = await device.call('chat.send', { courseId, message: 'going away' });
    await expect.poll(() => textOf(other.deltas, replyId).length, { timeout: 15_000 }).toBeGreaterThan(20);
    expect(await leaving.stop()).toBe(0);
    expect((await completed(other, replyId)).text).toBe(whole);
  });
});
