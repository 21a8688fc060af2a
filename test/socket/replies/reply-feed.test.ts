import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { newId } from '../../../domain/ids.ts';
import type { ReplyRow } from '../../../domain/tutor/stores.ts';
import { createFeed } from '../../../gateway/replies/feed.ts';
import type { FeedEvent, FeedOptions } from '../../../gateway/replies/feed.ts';
import { onCleanup } from '../../support/cleanup.ts';

const PAGE = 50;

interface Told {
  replyId: string;
  attempt: number;
  text: string;
}

type Listener = (envelope: { t: string; d: object }) => void;

/** Make a conversation in memory. `hidden` has the indexes of replies that are not in the branch which is shown. */
function conversation(rows: (Partial<ReplyRow> & { text: string })[], { hidden = [] as number[] } = {}) {
  const replies = rows.map(({ text, ...row }) => {
    const reply = { id: newId(), messageId: newId(), userId: 'ada', courseId: 'c', attempt: 1, state: 'done', ...row };
    const hasResult = reply.state !== 'stopped' && reply.state !== 'failed';
    const result = hasResult ? { replyId: reply.id, attempt: reply.attempt, text, autoLogged: [] } : undefined;
    return { text, row: { ...reply, result } as unknown as ReplyRow };
  });
  const listeners = new Set<Listener>();
  const looks: string[] = [];
  const scene = {
    ids: replies.map(({ row }) => row.id),
    looks,
    /** The feed waits for this promise when it reads the open replies. */
    reading: Promise.resolve() as Promise<unknown>,
    /** If set, resuming a running reply fails with this error. */
    away: undefined as Error | undefined,
    tell(t: string, { replyId, attempt, text }: Told) {
      for (const listener of listeners) listener({ t, d: { replyId, attempt, text, courseId: 'c' } });
    },
    end: (n: number) => (replies[n]!.row.state = 'done'),
    feed: (options: Partial<FeedOptions>) => {
      const abort = new AbortController();
      onCleanup(() => abort.abort());
      return feed('ada', 'c', { signal: abort.signal, ...options });
    },
    follow,
  };
  const feed = createFeed({
    read: () => ({
      replies: {
        find: async (id: string) => ({ ...replies.find(({ row }) => row.id === id)?.row }),
        open: async () => {
          const open = replies.flatMap(({ row }) => (row.state === 'running' ? [{ ...row }] : []));
          await scene.reading;
          return open;
        },
      },
      messages: {
        find: async (id: string) => ({ content: replies.find(({ row }) => row.id === id)?.text }),
        async history({ after, limit }: { after: string; limit: number }) {
          const first = replies.findIndex(({ row }) => row.messageId === after || row.id === after);
          const behind = replies
            .map(({ row }, n) => ({ id: row.id, replyId: row.id, n }))
            .filter(({ n, id }) => n >= first && id !== after && !hidden.includes(n));
          return { rows: behind.slice(0, limit), hasMore: behind.length > limit };
        },
      },
    }),
    replies: {
      async resume(id: string, attempt: number, offset: number) {
        looks.push(id);
        if (scene.away) throw scene.away;
        const { row, text } = replies.find((reply) => reply.row.id === id)!;
        const from = row.attempt === attempt && offset <= text.length ? offset : 0;
        return { attempt: row.attempt, offset: from, text: text.slice(from), state: 'streaming' };
      },
    },
    fanout: { onDelta: () => () => undefined },
    async listen(_stream: string, listener: Listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  } as unknown as Parameters<typeof createFeed>[0]);

  /** Start to read the feed. Events are added to `events` as they arrive. */
  function follow(options: Partial<FeedOptions> = {}) {
    const events: FeedEvent[] = [];
    const following = scene.feed(options);
    void (async () => {
      for await (const event of following) events.push(event);
    })();
    return { events, ends: () => events.filter(({ event }) => event !== 'reply.delta').map(({ event }) => event) };
  }
  return scene;
}

const said = (events: FeedEvent[]) =>
  events.flatMap(({ event, data }) => (event === 'reply.delta' ? [(data as Told).text] : [])).join('');

/** Wait until an event that must not come would have arrived. */
const quiet = () => sleep(300);

it('a follower that has the last delta but not the end gets the end once', async () => {
  const { ids, follow } = conversation([{ text: 'all of it' }]);
  const { events } = follow({ lastEventId: `${ids[0]}:1:9` });
  await expect.poll(() => events.length).toBe(1);
  expect(events[0]).toMatchObject({ event: 'reply.completed', data: { text: 'all of it' } });
  const again = follow({ lastEventId: events[0]!.id });
  await quiet();
  expect(again.events).toEqual([]);
});

it('a follower that saw more of an earlier attempt gets the attempt that ended', async () => {
  const { ids, follow } = conversation([{ text: 'shorter', attempt: 2 }]);
  const { events, ends } = follow({ lastEventId: `${ids[0]}:1:500` });
  await expect.poll(ends).toEqual(['reply.completed']);
  expect(said(events)).toBe('shorter');
});

it.each(['stopped', 'failed'] as const)(
  'a reply that was %s is told once, not at every reconnection',
  async (state) => {
    const scene = conversation([{ text: 'as far as it came', state }]);
    const first = scene.follow({ lastEventId: `${scene.ids[0]}:1:3` });
    await expect.poll(first.ends).toEqual([`reply.${state}`]);
    const again = scene.follow({ lastEventId: first.events.at(-1)!.id });
    await quiet();
    expect(again.events).toEqual([]);
  },
);

it('a follower gets the end of a reply on a branch that is not shown any more', async () => {
  const { ids, follow } = conversation([{ text: 'half', state: 'stopped' }, { text: 'the edited one' }], {
    hidden: [0],
  });
  const { events, ends } = follow({ lastEventId: `${ids[0]}:1:2` });
  await expect.poll(ends).toEqual(['reply.stopped', 'reply.completed']);
  expect(said(events)).toBe('lfthe edited one');
});

it('a follower that missed more than a page of replies gets all of them in order', async () => {
  const texts = Array.from({ length: 2 * PAGE + 5 }, (_, n) => `${n},`);
  const { ids, follow } = conversation(texts.map((text) => ({ text })));
  const { events, ends } = follow({ lastEventId: `${ids[0]}:1:0` });
  await expect.poll(() => ends().length).toBe(texts.length);
  expect(said(events)).toBe(texts.join(''));
});

it.each(['abc', 'abc:1:2', `${newId()}:1`, `${newId()}:1:-2`])(
  'refuses a Last-Event-ID that no event had: %s',
  (id) => {
    expect(() => conversation([]).feed({ lastEventId: id })).toThrow(
      expect.objectContaining({ code: 'validation_failed' }),
    );
  },
);

it('a reply is still followed if reading it fails at the start', async () => {
  const scene = conversation([{ text: 'some text', state: 'running' }]);
  scene.away = new Error('the database is restarting');
  const { events } = scene.follow();
  await expect.poll(() => scene.looks.length).toBeGreaterThan(0);
  scene.away = undefined;
  await expect.poll(() => said(events)).toBe('some text');
});

it('[T4] an end that comes while the history is read follows the text, comes once, and stops the polling', async () => {
  const scene = conversation([{ text: 'all of it', state: 'running' }]);
  const read = Promise.withResolvers<void>();
  scene.reading = read.promise;
  const { events } = scene.follow();
  await sleep(20);
  scene.tell('reply.completed', { replyId: scene.ids[0]!, attempt: 1, text: 'all of it' });
  scene.end(0);
  read.resolve();
  await expect.poll(() => events.map(({ event }) => event)).toEqual(['reply.delta', 'reply.completed']);
  const looks = scene.looks.length;
  await quiet();
  expect(scene.looks).toHaveLength(looks);
  expect(events).toHaveLength(2);
});

it('[T4] an end that the history has sent already is not sent again', async () => {
  const scene = conversation([{ text: 'all of it' }]);
  const { events, ends } = scene.follow({ lastEventId: `${scene.ids[0]}:1:2` });
  await expect.poll(ends).toEqual(['reply.completed']);
  scene.tell('reply.completed', { replyId: scene.ids[0]!, attempt: 1, text: 'all of it' });
  await quiet();
  expect(ends()).toEqual(['reply.completed']);
  expect(said(events)).toBe('l of it');
});

it('[B1] a follower that does not read is dropped at about 1 MiB, and continues after its last event when it reconnects', async () => {
  const scene = conversation([]);
  const events = scene.feed({});
  const first = events.next();
  await sleep(20);
  const text = 'x'.repeat(20_000);
  const complete = () => scene.tell('reply.completed', { replyId: newId(), attempt: 1, text });
  complete();
  expect((await first).value).toMatchObject({ event: 'reply.completed' });
  for (let n = 0; n < 200; n += 1) complete();
  let read = 0;
  for await (const event of events) read += (event.data as Told).text.length;
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(1_024 * 1_024);
});
