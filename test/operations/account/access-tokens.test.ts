import { generateKeyPairSync } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createTokens } from '../../../server/integrations/auth/tokens.ts';
import { openDevice, rest, signUp } from '../../support/api.ts';
import type { Person } from '../../support/api.ts';
import { startNode } from '../../support/node.ts';
import type { TestNode } from '../../support/node.ts';

const SECRET = 'the secret that this node signs with';
const SOMEONE = '01890000-0000-7000-8000-000000000001';

let node: TestNode;
let ada: Person;
let header: { alg: string; typ: string; kid: string };
let claims: { [claim: string]: unknown };

beforeAll(async () => {
  node = await startNode({ JWT_SECRET: SECRET });
  ada = await signUp(node.url);
  const decoded = jwt.decode(ada.accessToken, { complete: true });
  header = decoded?.header as typeof header;
  claims = decoded?.payload as typeof claims;
});

const base64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const sign = (payload: object, options: jwt.SignOptions = {}, key: jwt.Secret = SECRET) =>
  jwt.sign(payload, key, { algorithm: 'HS256', keyid: header.kid, ...options });
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));
const now = () => Math.floor(Date.now() / 1_000);

/** Return how REST and the socket answer a caller with this token. */
async function answers(token: string) {
  const { status, body } = await rest(node.url, 'GET', '/auth/me', { token });
  const socket = await openDevice(node.url, token).then(
    () => 'let in',
    (error: { data: { code: string } }) => error.data.code,
  );
  return { status, code: body.code, socket };
}

describe('[TK1] access tokens', () => {
  it('are HS256 with a kid, are valid for 15 minutes, and have only the claims that the rule names', async () => {
    expect(header).toEqual({ alg: 'HS256', typ: 'JWT', kid: expect.stringMatching(/^[\w-]{8}$/) });
    expect(claims).toEqual({
      sub: ada.id,
      email: ada.email,
      sid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      scope: ['learn'],
      tier: 'free',
      iat: expect.any(Number),
      exp: Number(claims['iat']) + 900,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const other = jwt.decode((await signUp(node.url)).accessToken) as jwt.JwtPayload;
    expect(other.jti).not.toBe(claims['jti']);
    expect(Buffer.from(ada.refreshToken, 'base64url')).toHaveLength(32);
  });

  it('a valid token that the test signs itself is accepted, so the tokens below are refused for their changes', async () => {
    expect(await answers(sign(claims))).toEqual({ status: 200, code: undefined, socket: 'let in' });
  });

  it.each<[what: string, token: () => string]>([
    ['alg none without a signature', () => `${base64({ ...header, alg: 'none' })}.${base64(claims)}.`],
    [
      'alg none with the signature of another',
      () => `${base64({ ...header, alg: 'none' })}.${base64(claims)}.${ada.accessToken.split('.')[2]}`,
    ],
    ['alg None', () => `${base64({ ...header, alg: 'None' })}.${base64(claims)}.`],
    ['no signature at all', () => ada.accessToken.slice(0, ada.accessToken.lastIndexOf('.') + 1)],
    ['HS512 with the right secret', () => sign(claims, { algorithm: 'HS512' })],
    [
      'RS256 with a key of its own',
      () => sign(claims, { algorithm: 'RS256' }, generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey),
    ],
    [
      'ES256 with a key of its own',
      () => sign(claims, { algorithm: 'ES256' }, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
    ],
    ['another secret', () => sign(claims, {}, 'another secret that is long enough too')],
    ['the kid as the secret', () => sign(claims, {}, header.kid)],
    ['a kid nobody has', () => sign(claims, { keyid: 'unknown0' })],
    ['no kid', () => jwt.sign(claims, SECRET)],
    ['a kid that is a path', () => sign(claims, { keyid: '../../dev/null' })],
    ['another person under the old signature', () => forged({ sub: SOMEONE })],
    ['a longer life under the old signature', () => forged({ exp: now() + 1_000_000 })],
    ['no subject', () => sign(without('sub'))],
    ['no device session', () => sign(without('sid'))],
    ['no end', () => sign(without('exp'))],
    ['a subject that is no id', () => sign({ ...claims, sub: "' OR 1=1 --" })],
    ['someone who does not exist', () => sign({ ...claims, sub: SOMEONE })],
    ['a time before which it is not good', () => sign({ ...claims, nbf: now() + 600 })],
    ['a payload that is no JSON', () => `${base64(header)}.${base64('{"sub":')}.${ada.accessToken.split('.')[2]}`],
    ['a payload that is no object', () => jwt.sign('ada', SECRET, { keyid: header.kid })],
    ['a header that is no JSON', () => `${base64('{"alg":')}.${base64(claims)}.AAAA`],
    ['the refresh token', () => ada.refreshToken],
    ['rubbish', () => 'rubbish'],
    ['dots', () => '..'],
  ])('%s: unauthenticated on REST and the socket, and no defect in the log', async (_what, token) => {
    const before = node.output().length;
    expect(await answers(token())).toEqual({ status: 401, code: 'unauthenticated', socket: 'unauthenticated' });
    const defects = node
      .output()
      .slice(before)
      .split('\n')
      .filter((line) => !line.includes('"authn_token_fail"'));
    expect(defects.join('')).toBe('');
  });

  it('[C6] an expired token is token_expired, whoever it was issued for', async () => {
    const expired = { status: 401, code: 'token_expired', socket: 'token_expired' };
    expect(await answers(sign({ ...claims, iat: now() - 901, exp: now() - 1 }))).toEqual(expired);
  });

  it('an authorization of another kind, or none, is unauthenticated', async () => {
    for (const authorization of ['Basic YTpi', 'Bearer', `Bearer ${ada.accessToken} x`, ada.accessToken]) {
      const { status, body } = await rest(node.url, 'GET', '/auth/me', { headers: { authorization } });
      expect([authorization, status, body.code]).toEqual([authorization, 401, 'unauthenticated']);
    }
  });

  function forged(change: object): string {
    const [first, , signature] = ada.accessToken.split('.');
    return `${first}.${base64({ ...claims, ...change })}.${signature}`;
  }
});

describe('[TK1] a rotated secret', () => {
  const previous = createTokens({ secret: 'the secret that was there before it' });
  const actor = {
    userId: SOMEONE,
    sid: SOMEONE,
    email: 'ada@example.com',
    roles: [],
    tier: 'free' as const,
    scopes: ['learn'],
  };
  const code = (verify: () => unknown) => {
    try {
      return verify();
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it('still verifies its tokens by their kid, and signs no new ones', () => {
    const old = previous.issue(actor, 60);
    const rotating = createTokens({ secret: SECRET, previousSecret: 'the secret that was there before it' });
    expect(rotating.verify(old)).toMatchObject({ userId: SOMEONE, sid: SOMEONE });
    expect(code(() => previous.verify(rotating.issue(actor, 60)))).toBe('unauthenticated');
    expect(code(() => createTokens({ secret: SECRET }).verify(old))).toBe('unauthenticated');
    expect(code(() => rotating.verify(previous.issue(actor, -1)))).toBe('token_expired');
  });
});

it('[TK1] a token that was verified before still ends at its end, and one more verified than are remembered is all the same', () => {
  const tokens = createTokens({ secret: SECRET });
  const issue = (ttlSeconds: number) =>
    tokens.issue({ userId: SOMEONE, email: '', sid: SOMEONE, roles: [], scopes: [], tier: 'free' }, ttlSeconds);
  const token = issue(60);
  const claims = tokens.verify(token);
  expect(tokens.verify(token)).toEqual(claims);
  vi.useFakeTimers({ now: Date.now() + 60_000 });
  onTestFinished(() => void vi.useRealTimers());
  expect(() => tokens.verify(token)).toThrow(expect.objectContaining({ code: 'token_expired' }));
  vi.useRealTimers();
  for (let n = 0; n < 2_001; n += 1) tokens.verify(issue(60));
  expect(tokens.verify(token)).toEqual(claims);
});
