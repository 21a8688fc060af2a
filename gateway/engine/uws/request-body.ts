import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpResponse } from 'uWebSockets.js';

/** How many bytes of a body are read before the handler asks for them. The rest of the body waits in the kernel. */
const READ_AHEAD = 64 * 1024;
/**
 * How long the server goes on receiving a body that the handler did not read to its end. If the connection were closed
 * while the client still sends, the client might never see the answer.
 */
const LINGER_MS = 500;

export interface RequestBody {
  readonly stream: ReadableStream<Uint8Array>;
  /** Discards the rest of the body. @returns whether the client has sent all of it within `LINGER_MS` */
  discard(): Promise<boolean>;
}

/**
 * Read a request's body as a stream. Call this in the turn of the event loop in which uWebSockets.js announces the
 * request.
 */
export function readBody(res: HttpResponse, aborted: AbortSignal): RequestBody {
  let state: 'flowing' | 'paused' | 'discarding' | 'complete' = 'flowing';
  let sink: ReadableStreamDefaultController<Uint8Array>;
  const completed = Promise.withResolvers<true>();

  const flow = (next: 'flowing' | 'discarding') => {
    if (aborted.aborted || state === 'complete') return;
    if (state === 'paused') res.resume();
    state = next;
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        sink = controller;
      },
      pull() {
        if (state === 'paused') flow('flowing');
      },
      cancel: () => flow('discarding'),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: READ_AHEAD }),
  );
  const fail = (reason: unknown) => {
    if (state === 'flowing' || state === 'paused') sink.error(reason);
  };

  aborted.addEventListener('abort', () => fail(aborted.reason));
  res.onData((chunk, isLast) => {
    if (state === 'flowing') {
      // uWebSockets.js reuses the memory of the chunk after this callback, so the chunk is copied.
      if (chunk.byteLength > 0) sink.enqueue(new Uint8Array(chunk.slice(0)));
      if (isLast) sink.close();
      else if ((sink.desiredSize ?? 0) <= 0) {
        res.pause();
        state = 'paused';
      }
    }
    if (isLast) {
      state = 'complete';
      completed.resolve(true);
    }
  });

  return {
    stream,
    async discard() {
      if (state === 'complete') return true;
      fail(new Error('answered before the body was read'));
      flow('discarding');
      const timeout = new AbortController();
      const isComplete = await Promise.race([completed.promise, sleep(LINGER_MS, false, timeout).catch(() => false)]);
      timeout.abort();
      return isComplete;
    },
  };
}
