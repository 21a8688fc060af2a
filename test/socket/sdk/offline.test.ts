import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect, memoryStore, register, tokenStore } from '../../../client-sdk/src/index.ts';
import type { Client, KeyValue, Outcome } from '../../../client-sdk/src/index.ts';
import { fileStore } from '../../../client-sdk/src/node.ts';
import { PASSWORD } from '../../support/api.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { sharedNode } from '../../support/node.ts';
import { freePort } from '../../support/services/service.ts';

const SDK = new URL('../../../client-sdk/src/', import.meta.url).href;
/** More operations than fit into one `progress.sync`. */
const QUEUED = 130;

let url: string;
let nowhere: string;
beforeAll(async () => {
  ({ url } = await sharedNode());
  nowhere = `http://127.0.0.1:${await freePort()}`;
});

async function person() {
  const { user, ...tokens } = await register(url, { email: `${crypto.randomUUID()}@example.com`, password: PASSWORD });
  return { userId: user.id, tokens };
}

function open(target: string, tokens: Parameters<typeof connect>[1], store: KeyValue): Client {
  const client = connect(target, tokens, { store });
  onCleanup(() => client.close());
  return client;
}

/**
 * Return the readings that are logged on the server, in the order of their events. The number of minutes identifies a
 * reading.
 */
async function readings(client: Client, userId: string): Promise<{ minutes: number; occurredAt: string }[]> {
  const stream = `user:${userId}`;
  const logged: { minutes: number; occurredAt: string }[] = [];
  for (let after = 0; ;) {
    const { events } = await client.call('stream.read', { stream, after });
    if (events.length === 0) return logged;
    after = events.at(-1)!.q;
    for (const { t, d } of events as { t: string; d: { data: { minutes: number }; occurredAt: string } }[])
      if (t === 'progress.logged') logged.push({ minutes: d.data.minutes, occurredAt: d.occurredAt });
  }
}

const all = Array.from({ length: QUEUED }, (_, n) => n);

describe('[M4] offline first', () => {
  it(
    'after a process is killed with waiting operations, the next process applies all of them once, in order',
    { timeout: 60_000 },
    async () => {
      const { userId, tokens } = await person();
      const folder = await mkdtemp(join(tmpdir(), 'courseside-queue-'));
      onCleanup(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
      const script = `
      import { connect } from '${SDK}index.ts';
      import { fileStore } from '${SDK}node.ts';
      const client = connect('${nowhere}', ${JSON.stringify(tokens)}, { store: fileStore('${folder}') });
      for (let minutes = 0; minutes < ${QUEUED}; minutes += 1)
        await client.operations.enqueue('progress.log', { activityType: 'reading', data: { minutes } });
      process.stdout.write('queued');
      setInterval(() => {}, 1000);`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      child.kill('SIGKILL');
      await once(child, 'exit');
      const waiting = await fileStore(folder).keys('queue:');
      expect(waiting).toHaveLength(QUEUED);

      // Two clients use the same queue at once, as in two processes on one device. Each operation must still be applied
      // only once.
      const [one, two] = [open(url, tokens, fileStore(folder)), open(url, tokens, fileStore(folder))];
      await expect.poll(() => one.operations.list(), { timeout: 30_000 }).toEqual([]);
      await two.operations.flush();
      const applied = await readings(one, userId);
      expect(applied.map(({ minutes }) => minutes)).toEqual(all);
      expect(applied.map(({ occurredAt }) => occurredAt)).toEqual(
        applied.map(({ occurredAt }) => occurredAt).toSorted(),
      );
    },
  );

  it('waiting operations are reported as pending, then one by one as applied or rejected', async () => {
    const { tokens } = await person();
    const store = memoryStore();
    const offline = open(nowhere, tokens, store);
    const told: Outcome['state'][] = [];
    offline.operations.on(({ state }) => told.push(state));
    const { input } = await offline.operations.enqueue('progress.log', {
      activityType: 'reading',
      data: { minutes: 5 },
    });
    await offline.operations.enqueue('progress.update', { progressId: input.id as string, notes: 'on the train' });
    await offline.operations.enqueue('progress.undo', { progressId: input.id as string });
    expect(told).toEqual(['pending', 'pending', 'pending']);
    offline.close();

    const online = open(url, tokens, store);
    const ended: [string, string][] = [];
    online.operations.on((outcome) => ended.push([outcome.operation, outcome.state]));
    await expect
      .poll(() => ended)
      .toEqual([
        ['progress.log', 'applied'],
        ['progress.update', 'applied'],
        ['progress.undo', 'rejected'],
      ]);
    const more = await online.operations.enqueue('progress.log', { activityType: 'reading', data: { minutes: 6 } });
    expect(await more.done).toMatchObject({ state: 'applied', data: { entry: { id: more.input.id } } });
  });

  it('waiting operations belong to their user: another user of the device does not send them', async () => {
    const [ada, eve] = [await person(), await person()];
    const store = memoryStore();
    const offline = open(nowhere, ada.tokens, store);
    await offline.operations.enqueue('progress.log', { activityType: 'reading', data: { minutes: 5 } });
    offline.close();
    const hers = open(url, eve.tokens, store);
    await hers.call('auth.me', {});
    await hers.operations.flush();
    expect(await readings(hers, eve.userId)).toEqual([]);
    const again = open(url, ada.tokens, store);
    await expect.poll(() => readings(again, ada.userId)).toMatchObject([{ minutes: 5 }]);
  });

  it('if another user signs in with shared tokens, waiting operations go only through the socket of their own user', async () => {
    const [ada, eve] = [await person(), await person()];
    const tokens = tokenStore(memoryStore());
    await tokens.set(ada.tokens);
    const client = open(url, { tokens }, memoryStore());
    await expect.poll(() => client.ready?.userId).toBe(ada.userId);
    await tokens.set(eve.tokens);
    const { done } = await client.operations.enqueue('progress.log', { activityType: 'reading', data: { minutes: 5 } });
    expect(await done).toMatchObject({ state: 'applied' });
    const [hers, his] = [open(url, eve.tokens, memoryStore()), open(url, ada.tokens, memoryStore())];
    expect(await readings(hers, eve.userId)).toEqual([]);
    expect(await readings(his, ada.userId)).toMatchObject([{ minutes: 5 }]);
  });

  it('the sets of a session that began offline while another was running go to the running session', async () => {
    const { tokens } = await person();
    const online = open(url, tokens, memoryStore());
    const { id: courseId } = await online.call('course.create', { topic: 'Strength training' });
    const running = await online.call('session.start', { courseId, sessionType: 'practice' });
    const store = memoryStore();
    const offline = open(nowhere, tokens, store);
    const { input } = await offline.operations.enqueue('session.start', { courseId, sessionType: 'practice' });
    await offline.operations.enqueue('progress.log', {
      courseId,
      sessionId: input.id as string,
      activityType: 'reading',
      data: { minutes: 7 },
    });
    offline.close();
    const back = open(url, tokens, store);
    await expect.poll(() => back.operations.list()).toEqual([]);
    // The page still uses the id of the session that was started offline. The server has joined that session to the
    // running one.
    const later = await back.operations.enqueue('progress.log', {
      courseId,
      sessionId: input.id as string,
      activityType: 'reading',
      data: { minutes: 8 },
    });
    expect(await later.done).toMatchObject({ state: 'applied' });
    const { data } = await online.call('progress.list', { courseId, sort: 'createdAt:asc' });
    expect(data).toMatchObject([
      { sessionId: running.id, data: { minutes: 7 } },
      { sessionId: running.id, data: { minutes: 8 } },
    ]);
  });

  it('operations that are queued at once keep their order, and one that does not fit into a frame is refused', async () => {
    const { tokens } = await person();
    const offline = open(nowhere, tokens, fileStore(await mkdtemp(join(tmpdir(), 'courseside-queue-'))));
    const minutes = Array.from({ length: 30 }, (_, n) => n);
    await Promise.all(
      minutes.map((n) => offline.operations.enqueue('progress.log', { activityType: 'reading', data: { minutes: n } })),
    );
    const queued = await offline.operations.list();
    expect(queued.map(({ input }) => (input.data as { minutes: number }).minutes)).toEqual(minutes);
    const large = { activityType: 'reading' as const, data: { minutes: 1 }, notes: '€'.repeat(50_000) };
    await expect(offline.operations.enqueue('progress.log', large)).rejects.toMatchObject({
      code: 'payload_too_large',
    });
  });

  it('tokens and cursors in files are there again after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'courseside-store-'));
    onCleanup(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    const store = tokenStore(fileStore(folder));
    await store.set({ accessToken: 'a', refreshToken: 'r' });
    expect(await tokenStore(fileStore(folder)).get()).toEqual({ accessToken: 'a', refreshToken: 'r' });
    await store.clear();
    expect(await tokenStore(fileStore(folder)).get()).toBeUndefined();
  });
});
