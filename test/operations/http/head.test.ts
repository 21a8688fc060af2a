import { expect, it } from 'vitest';
import { newId } from '../../../domain/ids.ts';
import { createHttp } from '../../../server/http/router.ts';
import type { HttpDeps } from '../../../server/http/router.ts';
import { createLog } from '../../../server/telemetry/log.ts';

it('HEAD of the event stream answers like GET and opens no feed: nobody would ever end it', async () => {
  let feeds = 0;
  const deps: HttpDeps = {
    perform: async () => ({ data: {} }),
    authenticate: async () => ({
      userId: newId(),
      sid: newId(),
      email: 'ada@example.com',
      roles: [],
      tier: 'free',
      scopes: [],
    }),
    renderReply: () => Promise.reject(new Error('nobody asks for a reply')),
    async *feed() {
      feeds += 1;
      yield { event: 'reply.delta', data: {} };
    },
    readiness: async () => ({ ready: true, body: {} }),
    sites: [],
    clientIp: (peer) => peer,
    corsOrigins: [],
    log: createLog({ level: 'error' }),
  };
  const http = createHttp(deps);
  const ask = (method: string) =>
    http(
      new Request(`http://localhost/api/v1/courses/${newId()}/chat/stream`, {
        method,
        headers: { authorization: 'Bearer token' },
      }),
      { ip: '127.0.0.1' },
    );
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
