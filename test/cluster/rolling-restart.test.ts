import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { connect, register } from '../../client-sdk/src/index.ts';
import type { Client } from '../../client-sdk/src/index.ts';
import { PASSWORD } from '../support/api.ts';
import { startBalancer } from '../support/balancer.ts';
import { onCleanup } from '../support/cleanup.ts';
import { startCluster } from '../support/cluster.ts';
import { startModelServer, words } from '../support/model-server.ts';
import type { Step } from '../support/model-server.ts';
import { storedAndReplayed } from '../support/replay.ts';
import { describeWith } from '../support/services/require.ts';
import { freePort } from '../support/services/service.ts';

const PEOPLE = 3;
const DEVICES_EACH = 2;
/**
 * The fake model needs about three seconds for this reply, so that some replies are running at each restart of a node.
 */
const SPOKEN: Step[] = words(150).flatMap((word) => [word, { wait: 20 }]);
const TEXT = words(150)
  .map((word) => ('say' in word ? word.say : ''))
  .join('');

interface Person {
  id: string;
  courseId: string;
  devices: { client: Client; logged: string[] }[];
}

async function join(url: string): Promise<Person> {
  const { user, ...tokens } = await register(url, { email: `${crypto.randomUUID()}@example.com`, password: PASSWORD });
  const devices = Array.from({ length: DEVICES_EACH }, () => {
    const client = connect(url, tokens);
    onCleanup(() => client.close());
    const logged: string[] = [];
    client.on('progress.logged', ({ id }) => void logged.push(id));
    return { client, logged };
  });
  const { id: courseId } = await devices[0]!.client.call('course.create', { topic: 'Strength training' });
  return { id: user.id, courseId, devices };
}

describeWith('postgres', 'own-redis')('a rolling restart of three nodes under load', () => {
  it('[C9] no command fails, no event is lost, and no reply is left unfinished', { timeout: 240_000 }, async () => {
    const model = await startModelServer(() => SPOKEN);
    const ports = await Promise.all([freePort(), freePort(), freePort()]);
    const cluster = await startCluster(0, { OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'scripted' });
    const nodes = await Promise.all(ports.map((port) => cluster.add({ PORT: String(port) })));
    const { url } = await startBalancer(() => ports.map((port) => `http://127.0.0.1:${port}`));
    const people = await Promise.all(Array.from({ length: PEOPLE }, () => join(url)));
    // A device gets only events that are appended after it first connects, so all must be connected before the first
    // log.
    await expect.poll(() => people.every(({ devices }) => devices.every(({ client }) => client.ready))).toBe(true);

    let working = true;
    const failures: unknown[] = [];
    const acked = new Map<string, string[]>(people.map(({ id }) => [id, []]));
    const replies: Promise<{ text: string }>[] = [];
    const load = people.flatMap(({ id, courseId, devices }) => [
      ...devices.map(async ({ client }) => {
        for (let n = 0; working; n += 1) {
          const data = {
            exercise: 'squat',
            sets: [{ weight: { value: 60 + (n % 20), unit: 'kg' as const }, reps: 5 }],
          };
          await client.call('progress.log', { courseId, activityType: 'exercise', data }).then(
            ({ entry }) => acked.get(id)!.push(entry.id),
            (error: unknown) => failures.push(error),
          );
          await sleep(100);
        }
      }),
      (async () => {
        while (working) {
          const ask = devices[0]!.client.course(courseId).chat.ask('How do I warm up?');
          replies.push(ask.done as Promise<{ text: string }>);
          await ask.done.catch((error: unknown) => failures.push(error));
        }
      })(),
    ]);

    for (const [n, node] of nodes.entries()) {
      await sleep(2_000);
      expect(await node.stop()).toBe(0);
      await cluster.add({ PORT: String(ports[n]) });
    }
    await sleep(2_000);
    working = false;
    await Promise.all(load);

    expect(failures).toEqual([]);
    const texts = await Promise.all(replies.map(async (done) => (await done).text));
    expect(texts.length).toBeGreaterThan(5);
    expect(new Set(texts)).toEqual(new Set([TEXT]));
    let events = 0;
    for (const { id, devices } of people) {
      const wanted = acked.get(id)!.toSorted();
      events += wanted.length * devices.length;
      for (const { logged } of devices) await expect.poll(() => logged.toSorted(), { timeout: 5_000 }).toEqual(wanted);
      const { stored, replayed } = await storedAndReplayed(cluster.databaseUrl, id);
      expect(stored).toEqual(replayed);
    }
    process.stdout.write(
      `${[...acked.values()].flat().length} commands, ${events} events, ${texts.length} replies, 0 lost\n`,
    );
  });
});
