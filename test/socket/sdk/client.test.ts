import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect, indexedDbStore, login, memoryStore, register, tokenStore } from '../../../client-sdk/src/index.ts';
import type { Chunk, Client, KeyValue, Outcome } from '../../../client-sdk/src/index.ts';
import { createReplyText } from '../../../client-sdk/src/live/reply-text.ts';
import { openStreams } from '../../../client-sdk/src/live/streams.ts';
import type { Envelope } from '../../../domain/contract/index.ts';
import { PASSWORD } from '../../support/api.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { startNode } from '../../support/node.ts';
import { startProxy } from '../../support/proxy.ts';

let url: string;
beforeAll(async () => {
  ({ url } = await startNode({ OFFLINE_TUTOR_PACE_MS: '15' }));
});

async function person() {
  const email = `${crypto.randomUUID()}@example.com`;
  const session = await register(url, { email, password: PASSWORD });
  return { email, tokens: { accessToken: session.accessToken, refreshToken: session.refreshToken } };
}

function open(credentials: Parameters<typeof connect>[1], options: Parameters<typeof connect>[2] = {}): Client {
  const client = connect(url, credentials, options);
  onCleanup(() => client.close());
  return client;
}

async function textOf(chunks: AsyncIterable<Chunk>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text = chunk.type === 'restart' ? '' : text + chunk.text;
  return text;
}

describe('the client', () => {
  it('asks a question, and the chunks are exactly the reply', async () => {
    const client = open((await person()).tokens);
    const course = await client.call('course.create', { topic: 'Strength training' });
    const ask = client.course(course.id).chat.ask('How do I warm up?');
    const text = await textOf(ask);
    expect(text).toBe((await ask.done).text);
    expect(text.length).toBeGreaterThan(40);
  });

  it('[T5] continues a reply after a reload in the middle of it', async () => {
    const { tokens } = await person();
    const first = open(tokens);
    const course = await first.call('course.create', { topic: 'Strength training' });
    const { replyId } = await first.course(course.id).chat.ask('What does this course cover?').sent;
    await new Promise((resolve) => setTimeout(resolve, 150));
    first.close();
    const second = open(tokens);
    const reply = second.reply(replyId);
    const text = await textOf(reply);
    expect(text).toBe((await reply.done).text);
  });

  it('[T3] continues a reply after a lost connection', async () => {
    const proxy = await startProxy(url);
    const client = connect(proxy.url, (await person()).tokens);
    onCleanup(() => client.close());
    const course = await client.call('course.create', { topic: 'Strength training' });
    const ask = client.course(course.id).chat.ask('What does this course cover?');
    let [text, cut] = ['', false];
    for await (const chunk of ask) {
      text += chunk.type === 'text' ? chunk.text : '';
      if (!cut) proxy.cut();
      cut = true;
    }
    expect(text).toBe((await ask.done).text);
    expect(proxy.connections()).toBeGreaterThan(1);
  });

  it('throws errors of the catalogue, from REST and the socket', async () => {
    const client = open((await person()).tokens);
    await expect(client.call('course.get', { courseId: crypto.randomUUID() })).rejects.toMatchObject({
      name: 'CoursesideError',
      code: 'not_found',
      retryable: false,
    });
    await expect(login(url, { email: 'nobody@example.com', password: 'not this one' })).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
  });

  it('[TK2] refreshes once if two tabs renew at the same time, and both continue', async () => {
    const { tokens } = await person();
    const shared = tokenStore(memoryStore());
    await shared.set(tokens);
    const expired = { ...tokens, accessToken: `x.${btoa(JSON.stringify({ exp: 1 }))}.x` };
    await shared.set(expired);
    const [one, two] = [open({ tokens: shared }), open({ tokens: shared })];
    const [a, b] = await Promise.all([one.call('auth.me', {}), two.call('auth.me', {})]);
    expect(a.user.id).toBe(b.user.id);
    expect((await shared.get())?.refreshToken).not.toBe(tokens.refreshToken);
  });

  it('[M4] applies waiting operations once, in order, with their own times; a bad one is rejected', async () => {
    const { tokens } = await person();
    const store = memoryStore();
    const outcomes: Outcome[] = [];
    const client = open(tokens, { store });
    client.operations.on((outcome) => outcomes.push(outcome));
    for (const minutes of [1, 2, 3])
      await client.operations.enqueue('progress.log', { activityType: 'reading', data: { minutes } });
    await client.operations.enqueue('progress.log', { activityType: 'reading', data: { minutes: -1 } });
    await expect
      .poll(() => outcomes.filter((outcome) => outcome.state !== 'pending').map((outcome) => outcome.state))
      .toEqual(['applied', 'applied', 'applied', 'rejected']);
    expect(await client.operations.list()).toEqual([]);
  });
});

describe.each([
  ['memory', memoryStore],
  ['IndexedDB', () => indexedDbStore(crypto.randomUUID())],
] as [string, () => KeyValue][])('store: %s', (_name, make) => {
  it('stores, lists in order, and removes', async () => {
    const store = make();
    await store.set('b:2', { n: 2 });
    await store.set('b:1', [1]);
    await store.set('a', 'x');
    expect(await store.keys('b:')).toEqual(['b:1', 'b:2']);
    expect(await store.get('b:2')).toEqual({ n: 2 });
    await store.remove('b:2');
    expect(await store.get('b:2')).toBeUndefined();
  });
});

describe('the text of a reply [T3]', () => {
  it('is the same for any order of repeated and overlapping deltas without a gap', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 80 }),
        fc.array(fc.tuple(fc.nat(80), fc.nat(80)), { maxLength: 30 }),
        (whole, cuts) => {
          const known = createReplyText();
          let text = '';
          const take = (from: number, to: number) => {
            const fresh = known.add({ attempt: 1, offset: from, text: whole.slice(from, to) });
            if (fresh === 'missing') return;
            for (const chunk of fresh) if (chunk.type === 'text') text += chunk.text;
          };
          for (const [from, to] of cuts) take(Math.min(from, to, whole.length), Math.max(from, to));
          take(0, whole.length);
          expect(text).toBe(whole);
        },
      ),
    );
  });

  it('starts again with a newer attempt, and ignores an older one', () => {
    const known = createReplyText();
    known.add({ attempt: 1, offset: 0, text: 'old' });
    expect(known.add({ attempt: 2, offset: 0, text: 'new' })).toEqual([
      { type: 'restart', attempt: 2 },
      { type: 'text', text: 'new', offset: 0, attempt: 2 },
    ]);
    expect(known.add({ attempt: 1, offset: 3, text: ' tail' })).toEqual([]);
  });
});

describe('streams [C4]', () => {
  it('give the handler every event once and in order, even if events are doubled, late or missing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60 }), async (arrivals) => {
        const log = Array.from(
          { length: 30 },
          (_, n) => ({ s: 'user:1', q: n + 1, i: String(n), t: 'x', at: '', d: n }) as unknown as Envelope,
        );
        const seen: number[] = [];
        const store = memoryStore();
        const { promise: done, resolve } = Promise.withResolvers<void>();
        const streams = openStreams({
          store,
          deliver: async (envelope) => void seen.push(envelope.q),
          reset: async () => resolve(),
          read: async (_stream, after) => ({ events: log.slice(after, after + 7), head: 30, epoch: 'e' }),
        });
        streams.begin({ 'user:1': { epoch: 'e', head: 0 } });
        for (const q of arrivals) streams.take([log[q - 1]!]);
        streams.compare({ 'user:1': { epoch: 'e', head: 30 } });
        streams.resetTo('course:1', { epoch: 'e', head: 0 }, 'enrolled');
        await done;
        expect(await streams.cursors()).toMatchObject({ 'user:1': { epoch: 'e', seq: 30 } });
        expect(seen).toEqual(log.map((envelope) => envelope.q));
        expect(await store.get('cursor:user:1')).toEqual({ epoch: 'e', seq: 30 });
      }),
      { numRuns: 50 },
    );
  });
});
