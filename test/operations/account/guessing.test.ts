import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, rest } from '../../support/api.ts';
import { startNode } from '../../support/node.ts';

/**
 * The first wait that the server demands after too many wrong passwords is one second. The rest is for a busy machine.
 */
const FIRST_WAIT_MS = 1_200;

let url: string;

beforeAll(async () => {
  ({ url } = await startNode({ RATE_LIMITS: 'on', TRUST_PROXY: '127.0.0.0/8' }));
});

const from = (ip: string) => ({ headers: { 'x-forwarded-for': ip } });
/** `elsewhere` returns an IP address that is in another network at each call. */
let networks = 0;
const elsewhere = () => `198.${18 + Math.floor(++networks / 250)}.${networks % 250}.7`;

async function register(ip: string): Promise<{ email: string; accessToken: string }> {
  const email = `${randomUUID()}@example.com`;
  const { body } = await rest(url, 'POST', '/auth/register', { ...from(ip), body: { email, password: PASSWORD } });
  return { email, accessToken: body.accessToken };
}
const login = (email: string, password: string, ip: string) =>
  rest(url, 'POST', '/auth/login', { ...from(ip), body: { email, password } });

/** Try `times` wrong passwords, one after the other, each from another IP address. Return the error codes. */
async function guess(email: string, times: number): Promise<string[]> {
  const codes: string[] = [];
  for (let n = 0; n < times; n += 1) codes.push((await login(email, `not this one ${n}`, elsewhere())).body.code);
  return codes;
}

describe('[TK5] guessing a password', () => {
  it('from many addresses slows down, for an account and for an unknown e-mail', async () => {
    const { email } = await register(elsewhere());
    const known = await guess(email, 60);
    const refused = await login(email, PASSWORD, elsewhere());
    const unknown = await guess(`${randomUUID()}@example.com`, 60);
    expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    for (const codes of [known, unknown]) {
      expect(codes.slice(0, 11)).toEqual(Array(11).fill('invalid_credentials'));
      expect(codes.filter((code) => code === 'invalid_credentials').length).toBeLessThan(20);
      expect(codes.at(-1)).toBe('rate_limited');
    }
  });

  it('with simultaneous attempts gives no more attempts than one after the other', async () => {
    const { email } = await register(elsewhere());
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => login(email, `not this one ${n}`, elsewhere())),
    );
    expect(answers.filter(({ body }) => body.code === 'invalid_credentials').length).toBeLessThanOrEqual(12);
  });

  it('does not lock the owner out on a network they signed in from before, nor on a signed-in device', async () => {
    const home = '203.0.113.7';
    const { email, accessToken } = await register(home);
    expect((await guess(email, 15)).at(-1)).toBe('rate_limited');
    expect((await login(email, PASSWORD, '203.0.113.99')).status).toBe(200);
    const gone = await rest(url, 'DELETE', '/users/me', {
      token: accessToken,
      headers: { 'x-forwarded-for': elsewhere() },
      body: { password: PASSWORD },
    });
    expect(gone.status).toBe(204);
  });

  it('from one place slows down only that place, and the right password ends the wait', async () => {
    const { email } = await register('192.0.2.7');
    const codes: string[] = [];
    for (let n = 0; n < 9; n += 1) codes.push((await login(email, 'not this one', '192.0.2.7')).body.code);
    expect(codes.slice(0, 6)).toEqual(Array(6).fill('invalid_credentials'));
    expect(codes).toContain('rate_limited');
    expect((await login(email, PASSWORD, '192.0.2.8')).status).toBe(200);
    await sleep(FIRST_WAIT_MS);
    expect((await login(email, PASSWORD, '192.0.2.7')).status).toBe(200);
    expect((await login(email, 'not this one', '192.0.2.7')).body.code).toBe('invalid_credentials');
  });

  it('with a stolen access token slows down from any address', async () => {
    const { accessToken: token } = await register(elsewhere());
    const codes: string[] = [];
    for (let n = 0; n < 9; n += 1) {
      const body = { password: `not this one ${n}` };
      codes.push((await rest(url, 'DELETE', '/users/me', { token, ...from(elsewhere()), body })).body.code);
    }
    expect(codes.slice(0, 6)).toEqual(Array(6).fill('invalid_credentials'));
    expect(codes.at(-1)).toBe('rate_limited');
  });
});
