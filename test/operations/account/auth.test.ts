import { beforeAll, describe, expect, it } from 'vitest';
import { openDevice, PASSWORD, rest, signUp } from '../../support/api.ts';
import { sharedNode } from '../../support/node.ts';

let url: string;

beforeAll(async () => {
  ({ url } = await sharedNode());
});

const refresh = (refreshToken: string) => rest(url, 'POST', '/auth/refresh', { body: { refreshToken } });
const login = (email: string, password: string) => rest(url, 'POST', '/auth/login', { body: { email, password } });

describe('auth', () => {
  it('refuses a common password, the e-mail as password, and an e-mail that has an account, and names the field', async () => {
    const ada = await signUp(url);
    const common = await rest(url, 'POST', '/auth/register', {
      body: { email: 'bob@example.com', password: 'password123' },
    });
    expect([common.status, common.body.code, common.body.details[0].path]).toEqual([
      400,
      'validation_failed',
      'password',
    ]);
    const same = await rest(url, 'POST', '/auth/register', {
      body: { email: 'bob@example.com', password: 'BOB@example.com' },
    });
    expect(same.body.details[0].path).toBe('password');
    const taken = await rest(url, 'POST', '/auth/register', {
      body: { email: ada.email.toUpperCase(), password: PASSWORD },
    });
    expect([taken.status, taken.body.code]).toEqual([409, 'already_exists']);
  });

  it('gives the same answer to a wrong password and an unknown e-mail', async () => {
    const ada = await signUp(url);
    const [wrong, unknown] = [
      await login(ada.email, 'not this one'),
      await login('nobody@example.com', 'not this one'),
    ];
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_credentials']);
    expect([unknown.status, unknown.body.code, unknown.body.detail]).toEqual([
      wrong.status,
      wrong.body.code,
      wrong.body.detail,
    ]);
    expect((await login(ada.email, PASSWORD)).status).toBe(200);
  });

  it('[TK2] a refresh rotates the token; the parent gives the current token again within 10 s; any older token ends the device session', async () => {
    const ada = await signUp(url);
    const device = await openDevice(url, ada.accessToken);
    const second = (await refresh(ada.refreshToken)).body.refreshToken;
    const again = (await refresh(ada.refreshToken)).body.refreshToken;
    expect(again).toBe(second);
    const third = (await refresh(second)).body.refreshToken;
    expect(third).not.toBe(second);
    const revoked = new Promise((resolve) => device.socket.once('auth.revoked', resolve));
    const reused = await refresh(ada.refreshToken);
    expect([reused.status, reused.body.code]).toEqual([401, 'token_reused']);
    expect(await revoked).toMatchObject({ reason: 'token_reused' });
    expect((await refresh(third)).body.code).toBe('session_revoked');
  });

  it('signing in and refreshing ignore the access token, so an expired one does no harm', async () => {
    const ada = await signUp(url);
    const ended = (await login(ada.email, PASSWORD)).body;
    await rest(url, 'DELETE', '/auth/logout', { token: ended.accessToken });
    const token = ended.accessToken;
    const { status, body } = await rest(url, 'POST', '/auth/login', {
      token,
      body: { email: ada.email, password: PASSWORD },
    });
    expect(status).toBe(200);
    const { refreshToken } = body;
    expect((await rest(url, 'POST', '/auth/refresh', { token, body: { refreshToken } })).status).toBe(200);
    expect((await rest(url, 'POST', '/auth/refresh', { token: 'rubbish', body: { refreshToken } })).status).toBe(200);
  });

  it.each<[operation: 'auth.logout' | 'auth.revoke' | 'user.delete', input: (sessionId: string) => object]>([
    ['auth.logout', () => ({})],
    ['auth.revoke', (sessionId) => ({ sessionId })],
    ['user.delete', () => ({ password: PASSWORD })],
  ])('%s through a socket is acked before the socket is closed by it', async (operation, input) => {
    const ada = await signUp(url);
    const device = await openDevice(url, ada.accessToken);
    const closed = new Promise((resolve) => device.socket.once('disconnect', resolve));
    const { session } = await device.call('auth.me', {});
    const acked = device.socket.emitWithAck(operation, input(session.id), {});
    expect(await Promise.race([acked, closed])).toMatchObject({ ok: true });
    expect(await closed).toBe('io server disconnect');
  });

  it('a login while the account is being deleted either succeeds before the deletion or is refused after it', async () => {
    for (let n = 0; n < 4; n += 1) {
      const { email, accessToken: token } = await signUp(url);
      const [gone, ...logins] = await Promise.all([
        rest(url, 'DELETE', '/users/me', { token, body: { password: PASSWORD } }),
        ...Array.from({ length: 3 }, () => login(email, PASSWORD)),
      ]);
      expect(gone?.status).toBe(204);
      for (const { status } of logins) expect([200, 401]).toContain(status);
    }
  });

  it('logout ends this device and no other; revoking the others keeps this device', async () => {
    const ada = await signUp(url);
    const other = (await login(ada.email, PASSWORD)).body;
    const [here, there] = [await openDevice(url, ada.accessToken), await openDevice(url, other.accessToken)];
    expect((await here.call('auth.sessions', {})).data.map((session) => session.current).sort()).toEqual([false, true]);
    const closed = new Promise((resolve) => there.socket.once('disconnect', resolve));
    await here.call('auth.revoke', { sessionId: 'others' });
    await closed;
    expect((await rest(url, 'GET', '/auth/me', { token: other.accessToken })).body.code).toBe('session_revoked');
    expect((await rest(url, 'DELETE', '/auth/logout', { token: ada.accessToken })).status).toBe(204);
    await expect(openDevice(url, ada.accessToken)).rejects.toMatchObject({ code: 'session_revoked' });
  });

  it('[C6] renews a socket in place, but only with a token of the same device session', async () => {
    const ada = await signUp(url);
    const device = await openDevice(url, ada.accessToken);
    const { accessToken } = (await refresh(ada.refreshToken)).body;
    expect((await device.call('auth.renew', { token: accessToken })).expiresIn).toBeGreaterThan(800);
    const eve = await signUp(url);
    await expect(device.call('auth.renew', { token: eve.accessToken })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(device.call('auth.renew', { token: 'rubbish' })).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('without a token everything of a user is unauthenticated, on REST and the socket', async () => {
    expect((await rest(url, 'GET', '/users/me')).body.code).toBe('unauthenticated');
    await expect(openDevice(url, 'rubbish')).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

describe('users', () => {
  it('show other users only their public fields, and nothing if they are hidden', async () => {
    const [ada, eve] = [await signUp(url, { name: 'Ada Lovelace' }), await signUp(url)];
    const seen = await rest(url, 'GET', `/users/${ada.id}`, { token: eve.accessToken });
    expect(Object.keys(seen.body).sort()).toEqual(['createdAt', 'firstName', 'id']);
    const preferences = (await rest(url, 'GET', '/users/me/preferences', { token: ada.accessToken })).body;
    const privacySettings = { ...preferences.privacySettings, profileVisible: false };
    expect(
      (await rest(url, 'PUT', '/users/me/preferences', { token: ada.accessToken, body: { privacySettings } })).body,
    ).toEqual({ ...preferences, privacySettings });
    expect((await rest(url, 'GET', `/users/${ada.id}`, { token: eve.accessToken })).status).toBe(404);
  });

  it('give the field of a wrong time zone', async () => {
    const ada = await signUp(url);
    const { status, body } = await rest(url, 'PATCH', '/users/me', {
      token: ada.accessToken,
      body: { timezone: 'Mars/Olympus' },
    });
    expect([status, body.details[0].path]).toEqual([400, 'timezone']);
  });
});
