import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { openDevice, PASSWORD, rest, signUp } from '../../support/api.ts';
import { startNode } from '../../support/node.ts';
import { freshDatabase } from '../../support/services/own.ts';
import { describeWith } from '../../support/services/require.ts';

/** Return all rows of all tables as text. */
async function everything(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const tables = await client.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  const texts = [];
  for (const { name } of tables.rows) {
    const { rows } = await client.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
    texts.push(...rows.map(({ text }) => text));
  }
  await client.end();
  return texts.join('\n');
}

describeWith('postgres')('secrets at rest', () => {
  let [url, databaseUrl] = ['', ''];
  beforeAll(async () => {
    ({ url: databaseUrl } = await freshDatabase());
    ({ url } = await startNode({ DATABASE_URL: databaseUrl }));
  });

  it('[TK4] no password and no token is stored, however it was used', async () => {
    const ada = await signUp(url);
    const device = await openDevice(url, ada.accessToken);
    const first = (await rest(url, 'POST', '/auth/refresh', { body: { refreshToken: ada.refreshToken } })).body;
    const second = (await rest(url, 'POST', '/auth/refresh', { body: { refreshToken: first.refreshToken } })).body;
    await device.call('auth.renew', { token: second.accessToken });
    const other = (await rest(url, 'POST', '/auth/login', { body: { email: ada.email, password: PASSWORD } })).body;
    await expect(device.call('user.delete', { password: `not ${PASSWORD}` })).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
    await device.call('auth.revoke', { sessionId: 'others' });
    await device.call('course.create', { topic: 'Chess' });

    const stored = await everything(databaseUrl);
    expect(stored).toContain(ada.email);
    const tokens = [ada, first, second, other].flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken]);
    for (const secret of [PASSWORD, ...tokens]) expect(stored).not.toContain(secret);
  });
});
