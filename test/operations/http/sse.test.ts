import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { serverSentEvents } from '../../../server/http/sse.ts';
import type { ServerSentEvent } from '../../../server/http/sse.ts';

const PING_MS = 15_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

/** A stream that says one thing and then waits until it is ended. */
function quietStream(alive: () => Promise<unknown>) {
  const ended = Promise.withResolvers<void>();
  async function* events(): AsyncGenerator<ServerSentEvent> {
    yield { event: 'reply.started', id: 'a', data: 1 };
    await ended.promise;
  }
  return { reader: readerOf(serverSentEvents(events(), alive, ended.resolve)), ended: ended.promise };
}

function readerOf(response: Response) {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  return {
    next: async () => (await reader.read()).value,
    cancel: () => reader.cancel(),
    async rest() {
      let text = '';
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) text += chunk.value;
      return text;
    },
  };
}

it('pings a quiet stream, and ends it when its caller may no longer read', async () => {
  let allowed = true;
  const { reader } = quietStream(async () => allowed || Promise.reject(new Error('the session was revoked')));
  expect(await reader.next()).toBe(': hello\n\n');
  expect(await reader.next()).toBe('event: reply.started\nid: a\ndata: 1\n\n');
  vi.advanceTimersByTime(PING_MS);
  expect(await reader.next()).toBe(': ping\n\n');
  allowed = false;
  vi.advanceTimersByTime(PING_MS);
  expect(await reader.rest()).toBe('');
});

it('a client that leaves while its token is looked up ends its stream and nothing else', async () => {
  const asked = Promise.withResolvers<void>();
  const { reader, ended } = quietStream(() => asked.promise);
  await reader.next();
  vi.advanceTimersByTime(PING_MS);
  await reader.cancel();
  asked.resolve();
  await ended;
  // An unhandled rejection, which would end the process, is told at the end of the turn.
  await sleep(10);
  expect(vi.getTimerCount()).toBe(0);
});

it('a feed that fails ends the response, so that its client comes again behind what it has', async () => {
  async function* events(): AsyncGenerator<ServerSentEvent> {
    yield { event: 'reply.started', id: 'a', data: 1 };
    throw new Error('the database is restarting');
  }
  const reader = readerOf(serverSentEvents(events(), async () => true, vi.fn()));
  expect(await reader.rest()).toBe(': hello\n\nevent: reply.started\nid: a\ndata: 1\n\n');
  expect(vi.getTimerCount()).toBe(0);
});

it('[B1] takes no more from the feed than its client reads', async () => {
  let taken = 0;
  async function* events(): AsyncGenerator<ServerSentEvent> {
    for (; taken < 1_000; taken += 1) yield { event: 'reply.delta', data: taken };
  }
  const response = serverSentEvents(events(), async () => true, vi.fn());
  await sleep(50);
  expect(taken).toBeLessThan(10);
  await response.body?.cancel();
});

it('lets go of a feed whose client left before it had read all', async () => {
  let released = false;
  async function* events(): AsyncGenerator<ServerSentEvent> {
    try {
      for (let n = 0; ; n += 1) yield { event: 'reply.delta', id: String(n), data: n };
    } finally {
      released = true;
    }
  }
  const reader = readerOf(serverSentEvents(events(), async () => true, vi.fn()));
  await reader.next();
  await reader.cancel();
  await sleep(10);
  expect(released).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});
