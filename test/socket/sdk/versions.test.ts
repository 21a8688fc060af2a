import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import * as index from '../../../client-sdk/src/index.ts';
import type { Client, Credentials, KeyValue } from '../../../client-sdk/src/index.ts';
import * as node from '../../../client-sdk/src/node.ts';
import { events } from '../../../domain/contract/index.ts';
import type { Envelope, EventName, Input } from '../../../domain/contract/index.ts';
import { MIN_PROTOCOL_VERSION, PROTOCOL_VERSION } from '../../../domain/contract/version.ts';
import { gaps, PASSWORD, rest } from '../../support/api.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { sharedNode } from '../../support/node.ts';
import { startProxy } from '../../support/proxy.ts';
import { freePort } from '../../support/services/service.ts';

type Sdk = Pick<typeof index, 'connect' | 'login' | 'memoryStore' | 'register' | 'tokenStore'> & typeof node;

/** Import a file of the previous package, which is stored in this repository without its types. */
const load = (file: string) => import(new URL(`./previous/dist/${file}`, import.meta.url).href);

const present: Sdk = { ...index, ...node };
const previous: Sdk = { ...(await load('index.js')), ...(await load('node.js')) };

const DURABLE = Object.entries(events).flatMap(([name, { kind }]) => (kind === 'durable' ? [name as EventName] : []));
const GOALS = ['Squat 100 kg', 'Train twice a week'];

let url: string;
let nowhere: string;
beforeAll(async () => {
  ({ url } = await sharedNode());
  nowhere = `http://127.0.0.1:${await freePort()}`;
});

async function signUp(sdk: Sdk) {
  const email = `${crypto.randomUUID()}@example.com`;
  const { user, ...tokens } = await sdk.register(url, { email, password: PASSWORD });
  return { email, tokens, stream: `user:${user.id}` };
}

interface Opened {
  client: Client;
  /** The durable events that the application received, in order. */
  told: Envelope[];
  resets: string[];
}

function open(sdk: Sdk, credentials: Credentials, { at = url, store = sdk.memoryStore() } = {}): Opened {
  const client = sdk.connect(at, credentials, { store });
  onCleanup(() => client.close());
  const [told, resets]: [Envelope[], string[]] = [[], []];
  for (const name of DURABLE) client.on(name, (_data, envelope) => void told.push(envelope!));
  client.onReset((stream, reason) => void resets.push(`${stream}: ${reason}`));
  return { client, told, resets };
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'courseside-versions-'));
  onCleanup(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

const reading = (minutes: number) => ({ activityType: 'reading' as const, data: { minutes } });
const log = (client: Client, minutes: number) => client.call('progress.log', reading(minutes));

/** Return the minutes of each reading in these events, in the order of the events. */
const minutesOf = (told: Envelope[]) =>
  told.flatMap(({ t, d }) => (t === 'progress.logged' ? [(d as { data: { minutes: number } }).data.minutes] : []));

/** Return the minutes of each reading that is logged on the server. */
async function minutesStored(client: Client, stream: string): Promise<number[]> {
  const { events: stored } = await client.call('stream.read', { stream, after: 0 });
  return minutesOf(stored as Envelope[]);
}

/**
 * Wait until the application has received exactly these readings. Check that no event came twice or was missing, and
 * that no stream was reset.
 */
async function expectTold(device: Opened, minutes: number[]): Promise<void> {
  await expect.poll(() => minutesOf(device.told)).toEqual(minutes);
  expect(gaps(device.told)).toEqual([]);
  expect(device.resets).toEqual([]);
}

/** Close a device after it has processed all events, so that its stored cursor is at the stream’s head. */
async function leave({ client }: Opened, store: KeyValue, stream: string): Promise<void> {
  const { streams } = await client.call('stream.heads', {});
  await expect.poll(() => store.get(`cursor:${stream}`)).toMatchObject({ seq: streams[stream]!.head });
  client.close();
}

describe.each([
  ['the present version', present],
  ['the previous version', previous],
])('%s of the SDK on this node', (_version, sdk) => {
  it('signs in, starts a course, and reads a streamed reply to its end over a lost connection', async () => {
    const { email, stream } = await signUp(sdk);
    const { user: _user, ...tokens } = await sdk.login(url, { email, password: PASSWORD });
    const proxy = await startProxy(url);
    const { client } = open(sdk, tokens, { at: proxy.url });
    const { id: courseId, title } = await client.call('course.create', { topic: 'Strength training' });
    expect((await client.call('auth.me', {})).user.id).toBe(stream.slice('user:'.length));
    expect((await client.call('course.list', {})).data).toMatchObject([{ id: courseId, title }]);

    const ask = client.course(courseId).chat.ask('How do I warm up?');
    let text = '';
    for await (const chunk of ask) {
      if (text === '') proxy.cut();
      text = chunk.type === 'restart' ? '' : text + chunk.text;
    }
    const { data: messages } = await client.call('chat.history', { courseId });
    expect(messages).toMatchObject([{ role: 'user' }, { role: 'assistant', state: 'done', content: text }]);
    expect((await ask.done).text).toBe(text);
    expect(text.length).toBeGreaterThan(40);
    expect(proxy.connections()).toBeGreaterThan(1);
  });

  it('logs a set, and gets its event once', async () => {
    const { tokens } = await signUp(sdk);
    const device = open(sdk, tokens);
    const set = { exercise: 'Squat', sets: 1, reps: 5, weight: { value: 100, unit: 'kg' as const } };
    const { entry } = await device.client.call('progress.log', { activityType: 'exercise', data: set });
    expect(entry.data).toMatchObject({ exercise: 'Squat', sets: [{ reps: 5, weight: { value: 100 } }] });
    await log(device.client, 1);
    await expect.poll(() => minutesOf(device.told).length).toBe(2);
    expect(device.told.filter(({ d }) => (d as { id?: string }).id === entry.id)).toHaveLength(1);
    expect(gaps(device.told)).toEqual([]);
  });

  it('[M4] operations that wait without a connection, or during an interruption, are applied once and in order', async () => {
    const { tokens, stream } = await signUp(sdk);
    const folder = await newFolder();
    const offline = open(sdk, tokens, { at: nowhere, store: sdk.fileStore(folder) });
    for (const minutes of [1, 2]) await offline.client.operations.enqueue('progress.log', reading(minutes));
    expect(await offline.client.operations.list()).toHaveLength(2);
    offline.client.close();

    const proxy = await startProxy(url);
    const online = open(sdk, tokens, { at: proxy.url, store: sdk.fileStore(folder) });
    await expect.poll(() => online.client.operations.list()).toEqual([]);
    const { done } = await online.client.operations.enqueue('progress.log', reading(3));
    proxy.cut();
    expect(await done).toMatchObject({ state: 'applied' });
    await expectTold(online, [1, 2, 3]);
    expect(await minutesStored(online.client, stream)).toEqual([1, 2, 3]);
    expect(proxy.connections()).toBeGreaterThan(1);
  });

  it('[C4] gets the events that it missed from its cursor on, once', async () => {
    const { tokens, stream } = await signUp(sdk);
    const store = sdk.memoryStore();
    const before = open(sdk, tokens, { store });
    await log(before.client, 1);
    await expectTold(before, [1]);
    await leave(before, store, stream);

    const { client: other } = open(present, tokens);
    for (const minutes of [2, 3]) await log(other, minutes);
    const back = open(sdk, tokens, { store });
    await expectTold(back, [2, 3]);
    expect(gaps([...before.told, ...back.told])).toEqual([]);
  });

  it('[TK2] renews its tokens, and signs out: the tokens are removed, here and on the server', async () => {
    const { tokens } = await signUp(sdk);
    const kept = sdk.tokenStore(sdk.memoryStore());
    await kept.set({ ...tokens, accessToken: `x.${btoa(JSON.stringify({ exp: 1 }))}.x` });
    const { client } = open(sdk, { tokens: kept });
    await client.call('auth.me', {});
    const renewed = await kept.get();
    expect(renewed?.refreshToken).not.toBe(tokens.refreshToken);
    await client.signOut();
    expect(await kept.get()).toBeUndefined();
    const { status, body } = await rest(url, 'GET', '/auth/me', { token: renewed!.accessToken });
    expect([status, body.code]).toEqual([401, 'session_revoked']);
  });
});

describe('both versions of the SDK on one account', () => {
  it('each gets one event about an entry that the other one logs', async () => {
    const { email, tokens } = await signUp(previous);
    const { user: _user, ...others } = await present.login(url, { email, password: PASSWORD });
    const [older, newer] = [open(previous, tokens), open(present, others)];
    for (const { client } of [older, newer]) await client.call('auth.me', {});
    await log(older.client, 1);
    await log(newer.client, 2);
    await log(older.client, 3);
    await expectTold(older, [1, 2, 3]);
    await expectTold(newer, [1, 2, 3]);
  });

  it.each([
    ['an application that is updated', previous, present],
    ['an application that goes back to the version before', present, previous],
  ])('%s continues from its cursors and waiting operations', async (_which, one, two) => {
    const { tokens, stream } = await signUp(one);
    const folder = await newFolder();
    const before = open(one, tokens, { store: one.fileStore(folder) });
    await log(before.client, 1);
    await expectTold(before, [1]);
    await leave(before, one.fileStore(folder), stream);
    const offline = open(one, tokens, { at: nowhere, store: one.fileStore(folder) });
    await offline.client.operations.enqueue('progress.log', reading(3));
    offline.client.close();
    await log(open(two, tokens).client, 2);

    const after = open(two, tokens, { store: two.fileStore(folder) });
    await expectTold(after, [2, 3]);
    expect(gaps([...before.told, ...after.told])).toEqual([]);
    expect(await minutesStored(after.client, stream)).toEqual([1, 2, 3]);
  });
});

describe('what the previous version does not know', () => {
  it('lists and events have summaries of a course, and `course.get` returns all of it', async () => {
    const { tokens } = await signUp(previous);
    const older = open(previous, tokens);
    const { client: newer } = open(present, tokens);
    const { id: courseId } = await older.client.call('course.create', { topic: 'Strength training', goals: GOALS });
    const { data } = await older.client.call('course.list', {});
    expect(data).toMatchObject([{ id: courseId, topic: 'Strength training' }]);
    expect(data[0]).not.toHaveProperty('goals');

    await newer.call('course.announce', { courseId, text: 'No training on Friday' });
    await newer.call('course.update', { courseId, title: 'Strength' });
    const updated = () => older.told.filter(({ t }) => t === 'course.updated').map(({ d }) => d);
    await expect.poll(updated).toMatchObject([{ id: courseId, title: 'Strength' }]);
    expect(gaps(older.told)).toEqual([]);
    expect(await older.client.call('course.get', { courseId })).toMatchObject({ title: 'Strength', goals: GOALS });
  });

  it('removed settings may still be sent with the others, which are stored', async () => {
    const { client } = open(previous, (await signUp(previous)).tokens);
    const settings = {
      theme: 'dark',
      defaultSessionLength: 30,
      notificationsEnabled: true,
      reminderSettings: { enabled: true, times: ['07:30'], channels: ['push'] },
      privacySettings: { profileVisible: false, showPresence: true, encryptHealthNotes: true, allowAnalytics: false },
    };
    const kept = await client.call('user.setPreferences', settings as Input<'user.setPreferences'>);
    expect(kept).toMatchObject({ theme: 'dark', privacySettings: { profileVisible: false, showPresence: true } });
    expect(await client.call('user.preferences', {})).toEqual(kept);
    expect(Object.keys(kept)).not.toContain('reminderSettings');
    expect(kept.privacySettings).not.toHaveProperty('allowAnalytics');
  });
});

describe('[C1] a version of the SDK that this node does not support', () => {
  /** Return the current SDK with other protocol versions. */
  async function sdkOf(versions: { PROTOCOL_VERSION: number; MIN_PROTOCOL_VERSION: number }): Promise<Sdk> {
    const generated = '../../../client-sdk/src/generated/operations.ts';
    vi.doMock(generated, async (original) => ({ ...(await original<object>()), ...versions }));
    vi.resetModules();
    onCleanup(() => vi.doUnmock(generated));
    return { ...(await import('../../../client-sdk/src/index.ts')), ...node };
  }

  it.each([
    ['too old', { PROTOCOL_VERSION: MIN_PROTOCOL_VERSION - 1, MIN_PROTOCOL_VERSION: 0 }, /update the client/],
    [
      'too new',
      { PROTOCOL_VERSION: PROTOCOL_VERSION + 2, MIN_PROTOCOL_VERSION: PROTOCOL_VERSION + 1 },
      /server .* is older than the client/,
    ],
  ])('%s: state and calls report it, and waiting operations are kept', async (_which, versions, message) => {
    const sdk = await sdkOf(versions);
    const { client } = open(sdk, (await signUp(sdk)).tokens);
    const call = client.call('auth.me', {});
    await client.operations.enqueue('progress.log', reading(1));
    const refusal = { name: 'CoursesideError', code: 'protocol_mismatch', retryable: false };
    await expect(call).rejects.toMatchObject({ ...refusal, message: expect.stringMatching(message) });
    await expect(client.call('auth.me', {})).rejects.toMatchObject(refusal);
    expect(client.state).toEqual({ state: 'disconnected', code: 'protocol_mismatch', retryable: false });
    await client.operations.flush();
    expect(await client.operations.list()).toHaveLength(1);
  });
});
