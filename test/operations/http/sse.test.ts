import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DomainError } from '../../../domain/errors.ts';
import { serverSentEvents } from '../../../server/http/sse.ts';
import type { ServerSentEvent } from '../../../server/http/sse.ts';

const PING_MS = 15_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

/** Make an event stream that sends one event and then waits until the test ends it. */
function quietStream() {
  const ended = Promise.withResolvers<void>();
  const caller = new AbortController();
  async function* events(): AsyncGenerator<ServerSentEvent> {
    yield { event: 'reply.started', id: 'a', data: 1 };
    await ended.promise;
  }
  const response = serverSentEvents(events(), { signal: caller.signal, leave: ended.resolve });
  return { reader: readerOf(response), caller, ended: ended.promise };
}

const follower = () => ({ signal: new AbortController().signal, leave: vi.fn<() => void>() });

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

it('pings a quiet stream, and sends the caller the reason when it ends', async () => {
  const { reader, caller, ended } = quietStream();
  expect(await reader.next()).toBe(': hello\n\n');
  expect(await reader.next()).toBe('event: reply.started\nid: a\ndata: 1\n\n');
  vi.advanceTimersByTime(PING_MS);
  expect(await reader.next()).toBe(': ping\n\n');
  caller.abort(new DomainError('session_revoked'));
  expect(await reader.rest()).toBe('event: closing\ndata: {"code":"session_revoked","retryable":false}\n\n');
  await ended;
  expect(vi.getTimerCount()).toBe(0);
});

it('sends the reason immediately if the follower was stopped before the stream began', async () => {
  async function* events(): AsyncGenerator<ServerSentEvent> {
    yield { event: 'reply.started', id: 'a', data: 1 };
  }
  const leave = vi.fn<() => void>();
  const signal = AbortSignal.abort(new DomainError('token_expired'));
  const reader = readerOf(serverSentEvents(events(), { signal, leave }));
  expect(await reader.rest()).toBe(': hello\n\nevent: closing\ndata: {"code":"token_expired","retryable":true}\n\n');
  expect([leave.mock.calls.length, vi.getTimerCount()]).toEqual([1, 0]);
});

it('ends nothing twice if the follower is stopped after the client left', async () => {
  const { reader, caller, ended } = quietStream();
  await reader.next();
  await reader.cancel();
  await ended;
  caller.abort(new DomainError('session_revoked'));
  // Give Node time to report an unhandled promise rejection, which would fail the test.
  await sleep(10);
  expect(vi.getTimerCount()).toBe(0);
});

it('a feed that fails ends the response, so that the client reconnects with its last event id', async () => {
  async function* events(): AsyncGenerator<ServerSentEvent> {
    yield { event: 'reply.started', id: 'a', data: 1 };
    throw new Error('the database is restarting');
  }
  const reader = readerOf(serverSentEvents(events(), follower()));
  expect(await reader.rest()).toBe(': hello\n\nevent: reply.started\nid: a\ndata: 1\n\n');
  expect(vi.getTimerCount()).toBe(0);
});

it('[B1] takes no more events from the feed than the client reads', async () => {
  let taken = 0;
  async function* events(): AsyncGenerator<ServerSentEvent> {
    for (; taken < 1_000; taken += 1) yield { event: 'reply.delta', data: taken };
  }
  const response = serverSentEvents(events(), follower());
  await sleep(50);
  expect(taken).toBeLessThan(10);
  await response.body?.cancel();
});

it('ends the feed of a client that left before it had read everything', async () => {
  let released = false;
  async function* events(): AsyncGenerator<ServerSentEvent> {
    try {
      for (let n = 0; ; n += 1) yield { event: 'reply.delta', id: String(n), data: n };
    } finally {
      released = true;
    }
  }
  const reader = readerOf(serverSentEvents(events(), follower()));
  await reader.next();
  await reader.cancel();
  await sleep(10);
  expect(released).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});
