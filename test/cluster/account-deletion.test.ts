import pg from 'pg';
import { expect, it } from 'vitest';
import { openDevice, PASSWORD, rest, signUp } from '../support/api.ts';
import { startCluster } from '../support/cluster.ts';
import { describeWith } from '../support/services/require.ts';

/**
 * The only table that still contains the user's id. It revokes tokens and is kept until the last of them has expired,
 * because without it a stolen token would be valid again.
 */
const KEPT = 'revocations';

/**
 * Return the names of the tables that contain one of these texts. Tables that the product did not create are searched
 * too.
 */
async function tablesWith(databaseUrl: string, texts: string[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'jobs')`,
    );
    const found: string[] = [];
    for (const { name } of rows) {
      const { rowCount } = await client.query(`SELECT FROM ${name} t WHERE t::text ILIKE ANY($1)`, [
        texts.map((text) => `%${text}%`),
      ]);
      if (rowCount) found.push(name.replace('public.', ''));
    }
    return found;
  } finally {
    await client.end();
  }
}

describeWith('postgres', 'own-redis')('user.delete', () => {
  it(
    'needs the password, closes all sockets on all nodes, and leaves no row, no text and no stream',
    { timeout: 60_000 },
    async () => {
      const { nodes, databaseUrl } = await startCluster(2);
      const [here, there] = nodes.map(({ url }) => url) as [string, string];
      const ada = await signUp(here, { name: 'Adelheid' });
      const [near, far] = [await openDevice(here, ada.accessToken), await openDevice(there, ada.accessToken)];
      const { id: courseId } = await near.call('course.create', { topic: 'Strength training' });
      const session = await near.call('session.start', { courseId, sessionType: 'practice' });
      const { replyId } = await near.call('chat.send', {
        courseId,
        message: 'I did xylophone curls 3x8 at 60 kg, my zeugma hurts',
      });
      await near.event('reply.completed', (data: { replyId: string }) => data.replyId === replyId);
      await near.call('progress.log', {
        courseId,
        sessionId: session.id,
        activityType: 'exercise',
        data: { exercise: 'squat', sets: [{ reps: 5, weight: { value: 100, unit: 'kg' } }] },
      });
      await near.call('memory.store', { memoryType: 'fact', key: 'pet', value: 'a quokka' });
      const texts = [ada.id, ada.email, 'Adelheid', 'zeugma', 'quokka', courseId];
      expect((await tablesWith(databaseUrl, texts)).length).toBeGreaterThan(12);

      const wrong = await rest(here, 'DELETE', '/users/me', {
        token: ada.accessToken,
        body: { password: 'not the password' },
      });
      expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_credentials']);
      const gone = [near, far].map(({ socket }) => ({
        told: new Promise((resolve) => socket.once('account.deleted', resolve)),
        closed: new Promise((resolve) => socket.once('disconnect', resolve)),
      }));
      const { status } = await rest(here, 'DELETE', '/users/me', {
        token: ada.accessToken,
        body: { password: PASSWORD },
      });
      expect(status).toBe(204);
      for (const { told, closed } of gone) {
        expect(await told).toEqual({ userId: ada.id });
        await closed;
      }

      expect(await tablesWith(databaseUrl, texts)).toEqual([KEPT]);
      for (const url of [here, there]) {
        expect((await rest(url, 'GET', '/users/me', { token: ada.accessToken })).status).toBe(401);
        await expect(openDevice(url, ada.accessToken)).rejects.toMatchObject({ data: { retryable: false } });
      }
      const login = await rest(here, 'POST', '/auth/login', { body: { email: ada.email, password: PASSWORD } });
      expect(login.body.code).toBe('invalid_credentials');
      // A second deletion is refused, because the token's account no longer exists.
      expect(
        (await rest(here, 'DELETE', '/users/me', { token: ada.accessToken, body: { password: PASSWORD } })).status,
      ).toBe(401);
      const again = await rest(here, 'POST', '/auth/register', { body: { email: ada.email, password: PASSWORD } });
      expect(again.status).toBe(201);
      const fresh = await openDevice(here, again.body.accessToken);
      expect(fresh.ready.streams).toEqual({ [`user:${again.body.user.id}`]: { epoch: expect.any(String), head: 0 } });
    },
  );
});
