import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { OperationSpec } from '../../../domain/contract/define.ts';
import { operations } from '../../../domain/contract/index.ts';
import { DomainError } from '../../../domain/errors.ts';
import { newId } from '../../../domain/ids.ts';
import { createIsSecure } from '../../../server/http/client-ip.ts';
import { openRestApp } from './rest-app.ts';

const authorization = 'Bearer token';
const door = openRestApp();
const refusing = openRestApp({ perform: () => Promise.reject(new DomainError('not_found')) });

const routes = Object.entries(operations as { [name: string]: OperationSpec<z.ZodType, z.ZodType> }).flatMap(
  ([name, { rest }]) => (rest && !rest.waitsFor ? [{ name, ...rest }] : []),
);
/**
 * Whether the answers of this path identify a person or contain credentials. They must not be cached, because other
 * users of the computer, or a proxy, could read them later.
 */
const isPersonal = (path: string) => /^\/auth\/|^\/users\//.test(path);

describe('which answers may be cached', () => {
  it.each(routes)('$name', async ({ method, path, streams }) => {
    const url = `/api/v1${path.replaceAll(/:\w+/g, newId())}`;
    const init = method === 'GET' ? { method } : { method, body: '{}' };
    for (const ask of streams ? [door] : [door, refusing]) {
      const headers = { 'content-type': 'application/json' };
      const signedIn = await ask(url, { ...init, headers: { ...headers, authorization } });
      const anonymous = await ask(url, { ...init, headers });
      const [personal, shared] = [signedIn, anonymous].map((answer) => answer.headers.get('cache-control'));
      expect(personal).toMatch(isPersonal(path) ? /^no-store$/ : /^private, no-cache/);
      expect(shared).toMatch(isPersonal(path) ? /^no-store$/ : /./);
      for (const answer of [signedIn, anonymous]) await answer.body?.cancel();
    }
  });

  it('answers that are the same for everyone must be revalidated', async () => {
    for (const path of ['/api/v1/courses', '/health', '/docs', '/api/v1/nothing'])
      expect((await door(path)).headers.get('cache-control')).toBe('no-cache');
  });

  it('a 304 has the same headers', async () => {
    const headers = { authorization };
    const etag = (await door('/api/v1/courses', { headers })).headers.get('etag') ?? '';
    const again = await door('/api/v1/courses', { headers: { ...headers, 'if-none-match': etag } });
    expect([again.status, again.headers.get('cache-control')]).toEqual([304, 'private, no-cache']);
  });
});

describe('the addresses that a page may connect to', () => {
  const connectSrc = async (origin: string) =>
    /connect-src ([^;]*)/.exec((await door('/', {}, origin)).headers.get('content-security-policy') ?? '')?.[1]?.trim();

  it.each([
    ['http://localhost:3000', "'self' ws://localhost:3000 wss://localhost:3000"],
    ['http://learn.example.com', "'self' ws://learn.example.com wss://learn.example.com"],
    ['http://[::1]:3000', "'self' ws://[::1]:3000 wss://[::1]:3000"],
    // A host that contains `;`, which would begin another directive of the policy, is ignored.
    ["http://a;script-src,b'", "'self'"],
  ])('from %s are %s', async (origin, sources) => {
    expect(await connectSrc(origin)).toBe(sources);
  });
});

describe('TLS', () => {
  const strict = async (secure: boolean) =>
    (await openRestApp({ isSecure: () => secure })('/')).headers.get('strict-transport-security');

  it('is required for a year after a request over TLS', async () => {
    expect(await strict(true)).toBe('max-age=31536000');
    expect(await strict(false)).toBeNull();
  });

  it.each<[peer: string, proto: string | undefined, secure: boolean]>([
    ['10.0.0.1', 'https', true],
    ['10.0.0.1', 'HTTPS', true],
    ['10.0.0.1', 'https, http', true],
    ['10.0.0.1', 'http', false],
    ['10.0.0.1', undefined, false],
    ['203.0.113.9', 'https', false],
  ])('from %s with %s is believed only from a trusted proxy', (peer, proto, secure) => {
    expect(createIsSecure(['10.0.0.0/8'])(peer, proto)).toBe(secure);
  });
});
