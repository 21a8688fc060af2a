import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDevice, rest, signUp } from '../../support/api.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { startModelServer } from '../../support/model-server.ts';
import type { ModelServer } from '../../support/model-server.ts';
import { startNode } from '../../support/node.ts';

const SILENCE_MS = 25_000;

describe('while the model is silent', () => {
  let [url, silent] = ['', true];
  let service: ModelServer;
  beforeAll(async () => {
    service = await startModelServer(() => (silent ? [{ wait: SILENCE_MS }] : [{ say: 'Two minutes.' }]));
    ({ url } = await startNode({ OPENAI_BASE_URL: service.url }));
  });

  it('[M3] chat.send is acked, other commands commit, and a REST caller waits only for its own reply', async () => {
    const ada = await signUp(url);
    const device = await openDevice(url, ada.accessToken);
    const { id: courseId } = await device.call('course.create', { topic: 'Strength training' });

    const sent = await device.call('chat.send', { courseId, message: 'How long do I rest?' });
    await expect.poll(() => service.requests.length).toBe(1);
    const reading = { activityType: 'reading', data: { minutes: 5 } } as const;
    await device.call('progress.log', reading);
    expect(device.events.map(({ t }) => t)).toEqual(expect.arrayContaining(['reply.started', 'progress.logged']));
    expect(device.events.filter(({ t }) => /^reply\.(?:completed|stopped|failed)$/.test(t))).toEqual([]);

    silent = false;
    const waiting = rest(url, 'POST', `/courses/${courseId}/chat/messages`, {
      token: ada.accessToken,
      body: { message: 'And now?' },
    });
    await device.call('chat.stop', { replyId: sent.replyId });
    const { status, body } = await waiting;
    expect([status, body.response]).toEqual([200, 'Two minutes.']);
    expect(body.replyId).not.toBe(sent.replyId);
  });
});

describe('while the embedding service is silent', () => {
  let url: string;
  beforeAll(async () => {
    // This server accepts all requests and answers none.
    const silence = createServer(() => undefined);
    await new Promise<void>((resolve) => silence.listen(0, '127.0.0.1', resolve));
    onCleanup(() => {
      silence.closeAllConnections();
      silence.close();
    });
    const { port } = silence.address() as AddressInfo;
    ({ url } = await startNode({ OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`, EMBEDDING_MODEL: 'silent' }));
  });

  it('[ME3] a memory is stored within seconds, and found by its words', async () => {
    const device = await openDevice(url, (await signUp(url)).accessToken);
    const fact = { memoryType: 'fact', key: 'knee', value: 'The left knee clicks' } as const;
    const started = performance.now();
    await device.call('memory.store', fact);
    expect(performance.now() - started).toBeLessThan(20_000);
    const { data } = await device.call('memory.retrieve', { query: 'left knee' });
    expect(data).toMatchObject([{ key: 'knee' }]);
  });
});
