import { beforeAll, describe, expect, it } from 'vitest';
import { connect, register } from '../../../client-sdk/src/index.ts';
import type { Client, TokenPair } from '../../../client-sdk/src/index.ts';
import { PASSWORD } from '../../support/api.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { startNode } from '../../support/node.ts';
import { startProxy } from '../../support/proxy.ts';

const SOON = { timeout: 15_000 };

let url: string;
beforeAll(async () => {
  ({ url } = await startNode({ OFFLINE_TUTOR_PACE_MS: '15' }));
});

async function open(target: string): Promise<Client> {
  const email = `${crypto.randomUUID()}@example.com`;
  const { accessToken, refreshToken } = await register(url, { email, password: PASSWORD });
  const client = connect(target, { accessToken, refreshToken });
  onCleanup(() => client.close());
  return client;
}

describe('handlers that wait for the server [C4]', () => {
  it('a connection that is lost while a handler waits for a call comes back, and the event is handed out once', async () => {
    const proxy = await startProxy(url);
    const client = await open(proxy.url);
    const told: string[] = [];
    client.on('course.enrolled', async ({ courseId }) => {
      if (told.push(courseId) === 1) proxy.cut();
      await client.call('course.get', { courseId });
    });
    const first = await client.call('course.create', { topic: 'Strength training' });
    await expect.poll(() => told, SOON).toEqual([first.id]);
    const second = await client.call('course.create', { topic: 'Knitting' });
    await expect.poll(() => told, SOON).toEqual([first.id, second.id]);
  });

  it('a handler may wait for a whole reply, whose end is a later event', async () => {
    const client = await open(url);
    let text = '';
    client.on('course.enrolled', async ({ courseId }) => {
      ({ text } = await client.course(courseId).chat.ask('How do I warm up?').done);
    });
    await client.call('course.create', { topic: 'Strength training' });
    await expect.poll(() => text, SOON).not.toBe('');
  });
});

describe('tokens that are read slowly', () => {
  it('a failure for a closed connection does not end the connection that replaced it', async () => {
    const proxy = await startProxy(url);
    const email = `${crypto.randomUUID()}@example.com`;
    const { accessToken, refreshToken } = await register(url, { email, password: PASSWORD });
    const asked: PromiseWithResolvers<TokenPair>[] = [];
    const tokens = {
      get() {
        const answer = Promise.withResolvers<TokenPair>();
        asked.push(answer);
        return answer.promise;
      },
      set: async () => undefined,
      clear: async () => undefined,
    };
    const client = connect(proxy.url, { tokens });
    onCleanup(() => client.close());
    await expect.poll(() => asked.length, SOON).toBe(1);
    proxy.cut();
    await expect.poll(() => asked.length, SOON).toBe(2);
    asked[0]?.reject(new Error('the store is closing'));
    asked[1]?.resolve({ accessToken, refreshToken });
    await expect.poll(() => client.state.state, SOON).toBe('connected');
    expect(asked).toHaveLength(2);
  });
});
