import { Agent, request } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDevice, signUp } from '../../support/api.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { startCluster } from '../../support/cluster.ts';
import { startNode } from '../../support/node.ts';
import type { TestNode } from '../../support/node.ts';
import { freshDatabase, ownPostgres, ownRedis } from '../../support/services/own.ts';
import { describeWith } from '../../support/services/require.ts';

interface Answer {
  status: number;
  body: { [field: string]: unknown };
}

/**
 * Return a function that sends GET requests over one connection that is kept open, like the probes of a load balancer.
 */
function prober(url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onCleanup(() => agent.destroy());
  return (path: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const asked = request(url + path, { agent }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
      });
      asked.on('error', reject);
      asked.end();
    });
}

async function becomes(probe: (path: string) => Promise<Answer>, answer: object, timeout = 15_000): Promise<void> {
  await expect.poll(() => probe('/ready'), { timeout, interval: 100 }).toMatchObject(answer);
}
const HEALTHY = { status: 200, body: { status: 'ok' } };

describe('/ready of an embedded node', () => {
  let node: TestNode;
  let probe: (path: string) => Promise<Answer>;
  beforeAll(async () => {
    node = await startNode({ OFFLINE_TUTOR_PACE_MS: '500' });
    probe = prober(node.url);
  });

  it('names the services the node uses, and no Redis if there is none', async () => {
    expect(await probe('/ready')).toEqual({
      status: 200,
      body: {
        status: 'ready',
        degraded: false,
        draining: false,
        database: 'up',
        engine: expect.stringMatching(/^(uws|node)$/),
        tutor: 'offline tutor',
        embeddings: 'hashed',
      },
    });
    expect(await probe('/health')).toEqual(HEALTHY);
  });

  it('[C9] is 503 while the node drains, and /health stays 200', { timeout: 60_000 }, async () => {
    const device = await openDevice(node.url, (await signUp(node.url)).accessToken);
    const { id: courseId } = await device.call('course.create', { topic: 'Strength training' });
    await device.call('chat.send', { courseId, message: 'Tell me everything about the modules of this course' });
    await expect.poll(() => device.deltas.length).toBeGreaterThan(0);
    // A reply is still running, so the node does not exit immediately.
    const stopped = node.stop();
    await becomes(probe, { status: 503, body: { status: 'unavailable', draining: true, database: 'up' } });
    expect(await probe('/health')).toEqual(HEALTHY);
    expect(await stopped).toBe(0);
  });
});

describeWith('postgres', 'own-redis')('/ready without Redis', () => {
  it('is 200 and degraded while Redis hangs or is down, also if it was never up', { timeout: 120_000 }, async () => {
    const { nodes, redis } = await startCluster(1);
    const probe = prober(nodes[0]!.url);
    await becomes(probe, { status: 200, body: { degraded: false, redis: 'up' } });
    const away = { status: 200, body: { status: 'ready', degraded: true, redis: 'down' } };
    redis.pause();
    await becomes(probe, away);
    expect(await probe('/health')).toEqual(HEALTHY);
    redis.resume();
    await becomes(probe, { status: 200, body: { degraded: false, redis: 'up' } });
    await redis.kill();
    await becomes(probe, away);

    const [{ url: databaseUrl }, late] = await Promise.all([freshDatabase(), ownRedis()]);
    await late.kill();
    const lonely = prober((await startNode({ DATABASE_URL: databaseUrl, REDIS_URL: late.url })).url);
    await becomes(lonely, away);
    await late.restart();
    await becomes(lonely, { status: 200, body: { degraded: false, redis: 'up' } }, 30_000);
  });
});

describeWith('own-postgres')('/ready without the database', () => {
  it(
    'is 503 within 2 s while Postgres hangs or is down, /health stays 200, and it recovers by itself',
    { timeout: 120_000 },
    async () => {
      const postgres = await ownPostgres();
      const probe = prober((await startNode({ DATABASE_URL: postgres.url })).url);
      await becomes(probe, { status: 200, body: { database: 'up' } });
      postgres.pause();
      const asked = performance.now();
      expect(await probe('/ready')).toMatchObject({
        status: 503,
        body: { status: 'unavailable', database: 'no answer' },
      });
      expect(performance.now() - asked).toBeLessThan(2_000);
      expect(await probe('/health')).toEqual(HEALTHY);
      postgres.resume();
      await becomes(probe, { status: 200 });
      await postgres.kill();
      await becomes(probe, { status: 503, body: { status: 'unavailable' } });
      expect(await probe('/health')).toEqual(HEALTHY);
      await postgres.restart();
      await becomes(probe, { status: 200, body: { database: 'up' } }, 30_000);
    },
  );
});
