import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDevice, PASSWORD, rest, signUp } from '../../support/api.ts';
import { startNode } from '../../support/node.ts';
import type { TestNode } from '../../support/node.ts';

describe('[TK7] the security log', () => {
  let node: TestNode;
  beforeAll(async () => {
    node = await startNode({ LOG_LEVEL: 'info' });
  });

  /** Return the lines of the node's security log that contain this request id or device session id. */
  const linesOf = (id: string) =>
    node
      .output()
      .split('\n')
      .filter((line) => line.includes('"security"') && line.includes(id))
      .map((line) => JSON.parse(line) as { [field: string]: unknown });
  /** Wait until the log has lines with this id, and return them. */
  async function logged(id: string): Promise<object[]> {
    await expect.poll(() => linesOf(id)).not.toEqual([]);
    return linesOf(id);
  }

  it('names a wrong password, the caller’s address and the request', async () => {
    const requestId = randomUUID();
    const body = { email: `${randomUUID()}@example.com`, password: 'not the right one' };
    await rest(node.url, 'POST', '/auth/login', { body, headers: { 'x-request-id': requestId } });
    const line = { security: 'authn_login_fail', operation: 'auth.login', ip: '127.0.0.1', level: 40 };
    expect(await logged(requestId)).toEqual([expect.objectContaining(line)]);
  });

  it('names a refused token, on REST and the socket', async () => {
    const requestId = randomUUID();
    await rest(node.url, 'GET', '/users/me', { token: 'rubbish', headers: { 'x-request-id': requestId } });
    expect(await logged(requestId)).toEqual([
      expect.objectContaining({ security: 'authn_token_fail', ip: '127.0.0.1' }),
    ]);
    await expect(openDevice(node.url, 'rubbish')).rejects.toThrow();
    expect(await logged('handshake')).toEqual([
      expect.objectContaining({ security: 'authn_token_fail', ip: '127.0.0.1' }),
    ]);
  });

  it('names a caller who is not allowed to do something', async () => {
    const [author, stranger] = await Promise.all([signUp(node.url), signUp(node.url)]);
    const { body: course } = await rest(node.url, 'POST', '/courses', {
      token: author.accessToken,
      body: { topic: 'Chess', isPublic: true },
    });
    const requestId = randomUUID();
    await rest(node.url, 'DELETE', `/courses/${course.id}`, {
      token: stranger.accessToken,
      headers: { 'x-request-id': requestId },
    });
    const line = { security: 'authz_fail', operation: 'course.delete', userId: stranger.id };
    expect(await logged(requestId)).toEqual([expect.objectContaining(line)]);
  });

  it('names the reuse of a refresh token, and the device sessions that it ends', async () => {
    const first = await signUp(node.url);
    const { body: me } = await rest(node.url, 'GET', '/auth/me', { token: first.accessToken });
    const refresh = (refreshToken: string) => rest(node.url, 'POST', '/auth/refresh', { body: { refreshToken } });
    const second = (await refresh(first.refreshToken)).body;
    await refresh(second.refreshToken);
    expect((await refresh(first.refreshToken)).body.code).toBe('token_reused');
    const ended = { security: 'authn_token_revoked', reason: 'token_reused', userId: first.id, level: 40 };
    expect(await logged(me.session.id)).toEqual([expect.objectContaining(ended)]);
  });

  it('names a sign-out, which is not a warning', async () => {
    const { accessToken: token } = await signUp(node.url);
    const { body: me } = await rest(node.url, 'GET', '/auth/me', { token });
    expect((await rest(node.url, 'DELETE', '/auth/logout', { token })).status).toBe(204);
    expect(await logged(me.session.id)).toEqual([
      expect.objectContaining({ security: 'authn_token_revoked', reason: 'logout', level: 30 }),
    ]);
  });

  it('holds no password, no token and no e-mail address', async () => {
    const { email, accessToken } = await signUp(node.url);
    const requestId = randomUUID();
    const body = { email, password: `${PASSWORD} wrong` };
    await rest(node.url, 'POST', '/auth/login', { body, headers: { 'x-request-id': requestId } });
    expect(await logged(requestId)).toHaveLength(1);
    for (const secret of [email, PASSWORD, accessToken]) expect(node.output()).not.toContain(secret);
  });
});
