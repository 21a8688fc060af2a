import { errors } from '../../domain/contract/errors.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Follower } from './followers.ts';

/** How often to ping, so that proxies do not close a quiet stream. */
const PING_MS = 15_000;

export interface ServerSentEvent {
  event: string;
  id?: string;
  data: unknown;
}

/**
 * Return a response of Server-Sent Events. The next event is taken only when the client has read enough of the earlier
 * ones. When the follower must stop, the client gets the reason in a `closing` event [C8]. If the feed fails, the
 * response ends, and the client reconnects with its last event id.
 */
export function serverSentEvents(events: AsyncGenerator<ServerSentEvent>, { signal, leave }: Follower): Response {
  const encoder = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  let isOpen = true;

  function stop(): void {
    isOpen = false;
    clearInterval(timer);
    leave();
    // A generator that is suspended at a `yield` does not notice the signal. `return` ends it, so that it releases its
    // resources.
    void events.return(undefined).catch(() => undefined);
  }

  function finish(controller: ReadableStreamDefaultController, goodbye = ''): void {
    if (!isOpen) return;
    stop();
    if (goodbye) controller.enqueue(encoder.encode(goodbye));
    controller.close();
  }

  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(': hello\n\n'));
      timer = setInterval(() => {
        // If other data already waits for the client to read it, a ping would only wait behind that data.
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(': ping\n\n'));
      }, PING_MS);
      const dismiss = () => finish(controller, closing(signal.reason));
      if (signal.aborted) dismiss();
      else signal.addEventListener('abort', dismiss, { once: true });
    },
    async pull(controller) {
      const next = await events.next().catch(() => undefined);
      if (!isOpen) return;
      if (next && !next.done) return controller.enqueue(encoder.encode(written(next.value)));
      finish(controller);
    },
    cancel: stop,
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'private, no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

function closing(reason: unknown): string {
  const { code } = reason instanceof DomainError ? reason : new DomainError('unavailable');
  return written({ event: 'closing', data: { code, retryable: errors[code].retryable } });
}

function written({ event, id, data }: ServerSentEvent): string {
  return `event: ${event}\n${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(data)}\n\n`;
}
