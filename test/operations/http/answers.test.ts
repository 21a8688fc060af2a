import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../domain/ids.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { openRestApp } from './rest-app.ts';

const COURSES = '/api/v1/courses';
const limit = { limit: 100, remaining: 42, resetMs: 1_000 };
const small = { data: [], meta: {} };
const large = { data: Array.from({ length: 200 }, (_, n) => ({ title: `Course ${n}` })) };
const answering = (data: unknown) =>
  openRestApp({
    async perform({ onCounted }) {
      onCounted?.(limit);
      return { data };
    },
  });
const door = answering(large);
const smallDoor = answering(small);
const gzip = { 'accept-encoding': 'gzip, deflate, br' };

describe('an ETag', () => {
  it('is weak, and reads answer 304 with the headers that may change', async () => {
    const first = await door(COURSES);
    const etag = first.headers.get('etag') ?? '';
    const requestIds = new Set([first.headers.get('x-request-id')]);
    expect([first.status, etag]).toEqual([200, expect.stringMatching(/^W\/".{10,}"$/)]);
    for (const given of [etag, `"other", ${etag}`, '*']) {
      const again = await door(COURSES, { headers: { 'if-none-match': given, ...gzip } });
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
      expect(again.headers.get('ratelimit-remaining')).toBe('42');
      requestIds.add(again.headers.get('x-request-id'));
      expect(again.headers.get('vary')?.toLowerCase()).toContain('origin');
      expect(again.headers.has('content-length')).toBe(false);
    }
    // Every answer has its own request id, so there are four different ones.
    expect([...requestIds]).toEqual(Array(4).fill(expect.stringMatching(/^[0-9a-f-]{36}$/)));
    expect((await door(COURSES, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('is not set on a write or a refusal', async () => {
    const written = await door(COURSES, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect([written.status, written.headers.get('etag')]).toEqual([201, null]);
    const refused = await door('/api/v1/nothing');
    expect([refused.status, refused.headers.get('etag')]).toEqual([404, null]);
  });
});

describe('compression', () => {
  it('is gzip for answers from 1 KiB on, if the client accepts it', async () => {
    const zipped = await door(COURSES, { headers: gzip });
    expect([zipped.headers.get('content-encoding'), zipped.headers.get('content-length')]).toEqual(['gzip', null]);
    expect(zipped.headers.get('vary')?.toLowerCase()).toContain('accept-encoding');
    expect(JSON.parse(gunzipSync(await zipped.bytes()).toString())).toEqual(large);
    const plain = await door(COURSES);
    expect([plain.headers.get('content-encoding'), await plain.json()]).toEqual([null, large]);
    for (const encoding of ['br', 'gzip;q=0', 'identity']) {
      const other = await door(COURSES, { headers: { 'accept-encoding': encoding } });
      expect([encoding, other.headers.get('content-encoding')]).toEqual([encoding, null]);
    }
  });

  it.each([COURSES, '/health', '/ready', '/api/v1/nothing'])('is not used for the small answer of %s', async (path) => {
    const response = await smallDoor(path, { headers: gzip });
    expect(response.headers.get('content-encoding')).toBeNull();
  });

  it('never changes an event stream or waits for it', async () => {
    const said = Promise.withResolvers<void>();
    const sse = openRestApp({
      async *feed() {
        yield { event: 'reply.delta', id: '1', data: { text: 'x'.repeat(5_000) } };
        await said.promise;
      },
    });
    const response = await sse(`/api/v1/courses/${newId()}/chat/stream`, {
      headers: { authorization: 'Bearer token', ...gzip },
    });
    expect([response.headers.get('content-encoding'), response.headers.get('etag')]).toEqual([null, null]);
    expect(response.headers.get('cache-control')).toContain('no-transform');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe(': hello\n\n');
    expect((await reader.read()).value).toContain('reply.delta');
    said.resolve();
    expect((await reader.read()).done).toBe(true);
  });

  it('runs outside the event loop, so a page of megabytes does not delay the sockets', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'courseside-site-'));
    onCleanup(() => rm(folder, { recursive: true }));
    const text = Array.from({ length: 250_000 }, (_, n) => `${(n * 2_654_435_761) % 4_294_967_296} words `).join('');
    await writeFile(join(folder, 'big.js'), text);
    const site = openRestApp({ sites: [{ path: '/', folder }] });
    let held = Infinity;
    // Other processes can delay a measurement, so the shortest of three measurements is used.
    for (let run = 0; run < 3; run += 1) {
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const response = await site('/big.js', { headers: gzip });
      expect(response.headers.get('content-encoding')).toBe('gzip');
      const body = await response.bytes();
      // The delay is only recorded when the next timer fires.
      await sleep(5);
      delay.disable();
      expect(gunzipSync(body).length).toBe(text.length);
      held = Math.min(held, delay.max / 1e6);
    }
    expect(held).toBeLessThan(40);
  });
});

describe('CORS', () => {
  const origin = 'https://app.example.com';
  const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } };

  it('allows the configured origins', async () => {
    const open = openRestApp({ corsOrigins: [origin] });
    const response = await open(COURSES, { headers: { origin } });
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    expect(response.headers.get('vary')?.toLowerCase()).toContain('origin');
    const exposed = response.headers.get('access-control-expose-headers')?.split(/, ?/);
    for (const name of ['etag', 'x-request-id', 'retry-after', 'ratelimit-limit', 'ratelimit-remaining'])
      expect(exposed).toContain(name);
    const asked = await open(COURSES, preflight);
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, origin]);
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
      expect(asked.headers.get('access-control-allow-methods')).toContain(method);
    for (const name of ['authorization', 'content-type', 'idempotency-key', 'last-event-id', 'x-request-id'])
      expect(asked.headers.get('access-control-allow-headers')).toContain(name);
    expect(asked.headers.get('access-control-max-age')).toBe('600');
  });

  it('allows no other origin', async () => {
    for (const corsOrigins of [[], ['https://other.example.com']]) {
      const open = openRestApp({ corsOrigins });
      for (const init of [{ headers: { origin } }, preflight]) {
        const { headers } = await open(COURSES, init);
        expect(headers.get('access-control-allow-origin')).toBeNull();
      }
    }
  });

  it('allows every origin if the configuration is *', async () => {
    const response = await openRestApp({ corsOrigins: '*' })(COURSES, { headers: { origin } });
    expect(['*', origin]).toContain(response.headers.get('access-control-allow-origin'));
  });

  it('lets a page read why it was refused', async () => {
    const open = openRestApp({ corsOrigins: [origin], perform: () => Promise.reject(new Error('a defect')) });
    const response = await open(COURSES, { headers: { origin } });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([500, origin]);
  });
});

describe('security headers', () => {
  it.each([COURSES, '/', '/docs', '/api/v1/nothing'])('are set on %s', async (path) => {
    const { headers } = await door(path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toMatch(/camera=\(\).*microphone=\(self\)/);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('let the API reference set styles, but no other page', async () => {
    expect((await door('/docs')).headers.get('content-security-policy')).toContain("style-src 'self' 'unsafe-inline'");
    expect((await door('/')).headers.get('content-security-policy')).toContain("style-src 'self';");
  });
});

describe('files', () => {
  let site: ReturnType<typeof openRestApp>;
  beforeAll(async () => {
    const root = await mkdtemp(join(tmpdir(), 'courseside-sites-'));
    onCleanup(() => rm(root, { recursive: true }));
    for (const folder of ['page', 'page/deep', 'parts']) await mkdir(join(root, folder));
    await writeFile(join(root, 'secret.json'), '{}');
    await writeFile(join(root, 'page/index.html'), '<!doctype html>');
    await writeFile(join(root, 'page/deep/index.html'), '<!doctype html>deep');
    await writeFile(join(root, 'page/app.js'), 'export {};');
    await writeFile(join(root, 'parts/tokens.css'), ':root {}');
    site = openRestApp({
      sites: [
        { path: '/', folder: join(root, 'page') },
        { path: '/design/', folder: join(root, 'parts') },
      ],
    });
  });

  it.each([
    ['/', 'text/html; charset=utf-8', '<!doctype html>'],
    ['/deep/', 'text/html; charset=utf-8', '<!doctype html>deep'],
    ['/app.js', 'text/javascript; charset=utf-8', 'export {};'],
    ['/app.js?version=2', 'text/javascript; charset=utf-8', 'export {};'],
    ['/design/tokens.css', 'text/css; charset=utf-8', ':root {}'],
  ])('%s is served as %s', async (path, type, text) => {
    const response = await site(path);
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([200, type, text]);
    const again = await site(path, { headers: { 'if-none-match': response.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
    const head = await site(path, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, type, '']);
  });

  it.each([
    '/nothing.js',
    '/design/',
    '/design/app.js',
    '/..%2fsecret.json',
    '/%2e%2e/secret.json',
    '/../secret.json',
    '/design/..%2f..%2fsecret.json',
    '/design/..%5c..%5csecret.json',
    '/deep/..//../secret.json',
    '//secret.json',
    '/%00',
    '/app.js%00.html',
    '/api/v1/app.js',
  ])('%s is not found', async (path) => {
    const response = await site(path);
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  });

  it('can be read only with GET and HEAD', async () => {
    expect((await site('/app.js', { method: 'POST' })).status).toBe(404);
  });
});
