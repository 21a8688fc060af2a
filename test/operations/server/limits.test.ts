import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDevice, PASSWORD, rest } from '../../support/api.ts';
import { startNode } from '../../support/node.ts';

let url: string;
beforeAll(async () => {
  ({ url } = await startNode({ RATE_LIMITS: 'on', TRUST_PROXY: '127.0.0.1/32' }));
});

describe('rate limits', () => {
  it('auth 10/20: the 21st immediate call is refused, and the error says when to try again', async () => {
    // Each call uses another account, because wrong passwords are also limited for each account [TK5].
    const call = () =>
      rest(url, 'POST', '/auth/login', { body: { email: `${randomUUID()}@example.com`, password: PASSWORD } });
    const statuses: number[] = [];
    for (let n = 0; n < 20; n += 1) statuses.push((await call()).status);
    expect(statuses).toEqual(Array.from({ length: 20 }, () => 401));
    const refused = await call();
    expect([refused.status, refused.body.code, refused.body.retryable]).toEqual([429, 'rate_limited', true]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.body.details.retryAfterMs).toBeGreaterThan(0);
  });

  it('a token of another account does not allow more guesses', async () => {
    const from = (ip: string) => ({ 'x-forwarded-for': ip });
    const { body: eve } = await rest(url, 'POST', '/auth/register', {
      body: { email: `${randomUUID()}@example.com`, password: PASSWORD },
      headers: from('198.51.100.1'),
    });
    const guess = (token?: string) =>
      rest(url, 'POST', '/auth/login', {
        token,
        body: { email: `${randomUUID()}@example.com`, password: PASSWORD },
        headers: from('198.51.100.2'),
      });
    for (let n = 0; n < 20; n += 1) await guess();
    expect((await guess(eve.accessToken)).status).toBe(429);
  });

  it('[M2] a daily limit counts a command once, however often it is sent', async () => {
    const { body: ada } = await rest(url, 'POST', '/auth/register', {
      body: { email: `${randomUUID()}@example.com`, password: PASSWORD },
      headers: { 'x-forwarded-for': '198.51.100.3' },
    });
    const device = await openDevice(url, ada.accessToken);
    const course = await device.call('course.create', { topic: 'Strength training' });
    const [first, second] = (await device.call('module.list', { courseId: course.id })).data;
    const opId = randomUUID();
    const done = await device.call('module.complete', { moduleId: first!.id }, opId);
    for (let n = 0; n < 100; n += 1)
      expect(await device.call('module.complete', { moduleId: first!.id }, opId)).toEqual(done);
    expect(await device.call('module.complete', { moduleId: second!.id })).toMatchObject({
      module: { id: second!.id },
    });
  });

  it('[B2] a refused request counts too, before a byte of its body is read', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.4' };
    const nonsense = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`key${n}`, 0]));
    for (let n = 0; n < 20; n += 1) {
      const { status } = await rest(url, 'POST', '/auth/login', { body: nonsense, headers });
      expect(status).toBe(400);
    }
    const large = await rest(url, 'POST', '/auth/login', { body: { password: 'x'.repeat(900_000) }, headers });
    expect(large.body.code).toBe('rate_limited');
  });

  it('[B2] an error repeats little of the input', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.5' };
    const keys = Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`${n}`.repeat(1_000), 0]));
    const { status, body } = await rest(url, 'POST', '/auth/login', { body: keys, headers });
    expect(status).toBe(400);
    expect(JSON.stringify(body).length).toBeLessThan(2_000);
  });

  it.each([
    ['a body over its operation’s own size', { email: 'a@b.example', password: 'x'.repeat(9_000) }],
    ['more values than the input can hold', Object.fromEntries(Array.from({ length: 700 }, (_, n) => [n, 0]))],
  ])('[B2] %s is payload_too_large', async (_what, body) => {
    const headers = { 'x-forwarded-for': '198.51.100.6' };
    expect((await rest(url, 'POST', '/auth/login', { body, headers })).body.code).toBe('payload_too_large');
  });

  it('an answer has the remaining points, and so has a refusal', async () => {
    const left = async (scope: string, status: number) => {
      const answer = await rest(url, 'GET', `/courses?scope=${scope}`);
      expect([answer.status, answer.headers.get('ratelimit-limit')]).toEqual([status, '100']);
      return Number(answer.headers.get('ratelimit-remaining'));
    };
    const before = await left('public', 200);
    expect(before).toBeLessThan(100);
    expect(await left('nobody', 400)).toBe(before - 1);
  });
});

describe('REST', () => {
  it('answers 404, 405, 415 and 304 with problem documents and cache headers', async () => {
    expect((await rest(url, 'GET', '/nothing')).body.code).toBe('not_found');
    const wrong = await fetch(`${url}/api/v1/auth/login`, { method: 'DELETE' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await wrong.json()).toMatchObject({ status: 405, code: 'unknown_operation' });
    const from = { 'x-forwarded-for': '198.51.100.9' };
    const type = await rest(url, 'POST', '/auth/login', {
      body: 'a=b',
      headers: { ...from, 'content-type': 'text/plain' },
    });
    expect([type.status, type.body.code]).toEqual([415, 'unsupported_media_type']);
    const broken = await rest(url, 'POST', '/auth/refresh', { body: '{"refreshToken":', headers: from });
    expect([broken.status, broken.body.details[0].path]).toEqual([400, 'body']);
    const first = await fetch(`${url}/api/v1/courses?scope=public`);
    const again = await fetch(`${url}/api/v1/courses?scope=public`, {
      headers: { 'if-none-match': first.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });

  it('X-Request-ID is used and echoed, and replaced if it is not valid', async () => {
    const given = await rest(url, 'GET', '/nothing', { headers: { 'x-request-id': 'req_1' } });
    expect([given.headers.get('x-request-id'), given.body.requestId]).toEqual(['req_1', 'req_1']);
    const made = await rest(url, 'GET', '/nothing', { headers: { 'x-request-id': 'a b' } });
    expect(made.body.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('serves the page, the reference and the documents', async () => {
    for (const [path, type] of [
      ['/', 'text/html'],
      ['/docs', 'text/html'],
      ['/docs/swagger-ui-bundle.js', 'javascript'],
      ['/openapi.json', 'json'],
      ['/asyncapi.json', 'json'],
      ['/health', 'json'],
      ['/ready', 'json'],
    ] as const) {
      const response = await fetch(url + path);
      expect([path, response.status, response.headers.get('content-type')?.includes(type)]).toEqual([path, 200, true]);
    }
    for (const path of ['/..%2f..%2fpackage.json', '/%2e%2e/%2e%2e/package.json', '/../../package.json', '/sdk/%00'])
      expect((await fetch(url + path)).status).toBe(404);
  });
});
