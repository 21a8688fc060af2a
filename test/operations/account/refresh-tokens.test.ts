import { createHash } from 'node:crypto';
import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { openDevice, PASSWORD, rest, signUp } from '../../support/api.ts';
import type { Device } from '../../support/api.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { startCluster } from '../../support/cluster.ts';
import type { Cluster } from '../../support/cluster.ts';
import { describeWith } from '../../support/services/require.ts';

/** The time within which the sockets must be closed on every node [TK2, C6]. */
const CUT_MS = 1_000;
const LATER_THAN_GRACE = '11 seconds';

describeWith('postgres', 'own-redis')('[TK2] refresh tokens on two nodes', () => {
  let cluster: Cluster;
  let here: string;
  let there: string;
  let database: pg.Client;

  beforeAll(async () => {
    cluster = await startCluster(2);
    [here, there] = cluster.nodes.map(({ url }) => url) as [string, string];
    database = new pg.Client({ connectionString: cluster.databaseUrl });
    await database.connect();
    onCleanup(() => database.end());
  });

  async function refresh(url: string, refreshToken: string) {
    const { status, body } = await rest(url, 'POST', '/auth/refresh', { body: { refreshToken } });
    return {
      status,
      code: body.code as string | undefined,
      token: body.refreshToken as string,
      access: body.accessToken as string,
    };
  }
  const me = async (url: string, token: string) => (await rest(url, 'GET', '/auth/me', { token })).body;
  const login = async (email: string) =>
    (await rest(here, 'POST', '/auth/login', { body: { email, password: PASSWORD } })).body;
  const ask = (sql: string, values: unknown[]) => database.query(sql, values);

  /** Record what the server tells a device when the device's session ends, and when the socket is closed. */
  function end(device: Device) {
    const told: [string, unknown][] = [];
    for (const name of ['auth.revoked', 'closing']) device.socket.on(name, (data: unknown) => told.push([name, data]));
    return new Promise<{ told: typeof told; reason: string; at: number }>((resolve) =>
      device.socket.once('disconnect', (reason) => resolve({ told, reason, at: performance.now() })),
    );
  }

  it('several simultaneous refreshes with one token on both nodes get the same next token, which is valid', async () => {
    const ada = await signUp(here);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => refresh(n % 2 ? here : there, ada.refreshToken)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(new Set(answers.map(({ token }) => token)).size).toBe(1);
    expect(answers[0]!.token).not.toBe(ada.refreshToken);
    expect((await refresh(there, answers[0]!.token)).status).toBe(200);
  });

  it.each<[what: string, generations: number]>([
    ['the parent of the current one after 10 s', 1],
    ['one from three refreshes ago', 3],
  ])(
    '%s ends the whole device session on both nodes within 1 s, and no other session',
    { timeout: 60_000 },
    async (_what, generations) => {
      const ada = await signUp(here);
      const other = await login(ada.email);
      const [near, far, kept] = [
        await openDevice(here, ada.accessToken),
        await openDevice(there, ada.accessToken),
        await openDevice(there, other.accessToken),
      ];
      let current = await refresh(here, ada.refreshToken);
      for (let n = 1; n < generations; n += 1) current = await refresh(there, current.token);
      const { sub, sid } = JSON.parse(Buffer.from(current.access.split('.')[1] ?? '', 'base64url').toString());
      await ask(`UPDATE device_sessions SET rotated_at = rotated_at - $2::interval WHERE id = $1`, [
        sid,
        LATER_THAN_GRACE,
      ]);

      const started = performance.now();
      const ends = Promise.all([end(near), end(far)]);
      expect(await refresh(here, ada.refreshToken)).toMatchObject({ status: 401, code: 'token_reused' });
      for (const { told, reason, at } of await ends) {
        expect(told).toEqual([
          ['auth.revoked', { sessionId: sid, reason: 'token_reused' }],
          ['closing', { code: 'session_revoked', retryable: false }],
        ]);
        expect(reason).toBe('io server disconnect');
        expect(at - started).toBeLessThan(CUT_MS);
      }
      for (const url of [here, there]) {
        expect((await me(url, current.access)).code).toBe('session_revoked');
        await expect(openDevice(url, current.access)).rejects.toMatchObject({ data: { code: 'session_revoked' } });
      }
      // No refresh token of this session is accepted any more. A thief may have any of them.
      for (const token of [current.token, ada.refreshToken])
        expect(await refresh(there, token)).toMatchObject({ status: 401, code: 'session_revoked' });
      expect(kept.socket.connected).toBe(true);
      expect((await me(here, other.accessToken)).user.id).toBe(sub);
      expect((await refresh(there, other.refreshToken)).status).toBe(200);
    },
  );

  it(
    'the parent gives the current token again even if the secret was rotated in between [TK1]',
    { timeout: 120_000 },
    async () => {
      const { url: rotated } = await cluster.add({
        JWT_SECRET: 'the secret that came after it, long enough too',
        JWT_SECRET_PREVIOUS: 'a secret for tests that is long enough',
      });
      const ada = await signUp(here);
      const next = await refresh(here, ada.refreshToken);
      expect(await refresh(rotated, ada.refreshToken)).toMatchObject({ status: 200, token: next.token });
      const latest = await refresh(rotated, next.token);
      expect(await refresh(rotated, next.token)).toMatchObject({ status: 200, token: latest.token });
      expect((await refresh(rotated, latest.token)).status).toBe(200);
    },
  );

  it('an unknown token is unauthenticated, and a token after its 30 days is token_expired; neither ends a session', async () => {
    const ada = await signUp(here);
    const device = await openDevice(there, ada.accessToken);
    expect(await refresh(here, 'never issued')).toMatchObject({ status: 401, code: 'unauthenticated' });
    const { expires } = (
      await ask('SELECT expires_at - now() AS expires FROM device_sessions WHERE user_id = $1', [ada.id])
    ).rows[0];
    expect(expires.days).toBe(29);
    await ask(`UPDATE device_sessions SET expires_at = now() - interval '1 s' WHERE user_id = $1`, [ada.id]);
    expect(await refresh(here, ada.refreshToken)).toMatchObject({ status: 401, code: 'token_expired' });
    expect((await me(there, ada.accessToken)).user.id).toBe(ada.id);
    expect(device.socket.connected).toBe(true);
  });

  it('[TK1] are stored as hashes, both the current token and the exchanged ones', async () => {
    const ada = await signUp(here);
    const next = await refresh(here, ada.refreshToken);
    const dump = (
      await ask(
        `SELECT (SELECT json_agg(d) FROM device_sessions d)::text || (SELECT json_agg(c) FROM device_token_chain c)::text AS text`,
        [],
      )
    ).rows[0].text as string;
    for (const token of [ada.refreshToken, next.token]) {
      expect(dump).not.toContain(token);
      expect(dump).toContain(createHash('sha256').update(token).digest('hex'));
    }
  });

  it('[C6] roles and tier come from the database, even if the token is older', async () => {
    const ada = await signUp(here);
    expect(await me(there, ada.accessToken)).toMatchObject({ tier: 'free', roles: ['learner'] });
    await ask(`UPDATE users SET tier = 'premium' WHERE id = $1`, [ada.id]);
    await ask(`INSERT INTO user_roles (user_id, role) VALUES ($1, 'author')`, [ada.id]);
    expect(await me(there, ada.accessToken)).toMatchObject({ tier: 'premium', roles: ['author', 'learner'] });
    const device = await openDevice(here, ada.accessToken);
    expect(await device.call('auth.me', {})).toMatchObject({ tier: 'premium', roles: ['author', 'learner'] });
    await ask(`UPDATE users SET tier = 'free' WHERE id = $1`, [ada.id]);
    await ask(`DELETE FROM user_roles WHERE user_id = $1 AND role = 'author'`, [ada.id]);
    await device.call('auth.renew', { token: ada.accessToken });
    await expect.poll(() => device.call('auth.me', {})).toMatchObject({ tier: 'free', roles: ['learner'] });
  });

  it.each(['with Redis', 'with a Redis that hangs'])(
    'logout and revoke close the sockets of that device on every node within 1 s, %s',
    { timeout: 60_000 },
    async (redis) => {
      const ada = await signUp(here);
      const [phone, watch] = [await login(ada.email), await login(ada.email)];
      const devices = (token: string) => Promise.all([openDevice(here, token), openDevice(there, token)]);
      const [own, phones, watches] = [
        await devices(ada.accessToken),
        await devices(phone.accessToken),
        await devices(watch.accessToken),
      ];
      if (redis === 'with a Redis that hangs') {
        cluster.redis.pause();
        onCleanup(() => cluster.redis.resume());
      }
      async function cut(device: Device[], how: () => Promise<{ status: number }>): Promise<void> {
        const ends = Promise.all(device.map(end));
        expect((await how()).status).toBe(204);
        const committed = performance.now();
        for (const { told, at } of await ends) {
          expect(told.map(([name]) => name)).toEqual(['auth.revoked', 'closing']);
          expect(at - committed).toBeLessThan(CUT_MS);
        }
      }
      await cut(phones, () => rest(there, 'DELETE', '/auth/logout', { token: phone.accessToken }));
      const { session } = await me(here, watch.accessToken);
      await cut(watches, () => rest(here, 'DELETE', `/auth/sessions/${session.id}`, { token: ada.accessToken }));
      expect(own.map(({ socket }) => socket.connected)).toEqual([true, true]);
      for (const url of [here, there]) expect((await me(url, phone.accessToken)).code).toBe('session_revoked');
    },
  );
});
