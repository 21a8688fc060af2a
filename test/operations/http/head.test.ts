import { expect, it } from 'vitest';
import { newId } from '../../../domain/ids.ts';
import { openRestApp } from './rest-app.ts';

it('HEAD of the event stream answers like GET but opens no feed, because nobody would end it', async () => {
  let feeds = 0;
  const door = openRestApp({
    async *feed() {
      feeds += 1;
      yield { event: 'reply.delta', data: {} };
    },
  });
  const ask = (method: string) =>
    door(`/api/v1/courses/${newId()}/chat/stream`, { method, headers: { authorization: 'Bearer token' } });
  const head = await ask('HEAD');
  expect([head.status, head.headers.get('content-type'), head.body, feeds]).toEqual([
    200,
    'text/event-stream',
    null,
    0,
  ]);
  const get = await ask('GET');
  expect(await get.text()).toContain('reply.delta');
  expect(feeds).toBe(1);
});
