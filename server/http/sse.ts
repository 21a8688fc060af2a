/** Keeps proxies from closing a quiet stream. */
const PING_MS = 15_000;

export interface ServerSentEvent {
  event: string;
  id?: string;
  data: unknown;
}

/**
 * Server-Sent Events, taken as fast as the client reads; `alive` is asked at each ping and ends the stream when it
 * refuses. A feed that fails ends the response: the client comes again with the last id it has.
 */
export function serverSentEvents(
  events: AsyncGenerator<ServerSentEvent>,
  alive: () => Promise<unknown>,
  end: () => void,
): Response {
  const encoder = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  let isOpen = true;

  function stop(): void {
    isOpen = false;
    clearInterval(timer);
    end();
    // A feed that waits to be read further hears nothing of the signal: its own end lets go of what it holds.
    void events.return(undefined).catch(() => undefined);
  }

  function finish(controller: ReadableStreamDefaultController): void {
    stop();
    controller.close();
  }

  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(': hello\n\n'));
      timer = setInterval(() => {
        // Its client may leave while it is asked. Where something waits to be read a ping keeps nothing open.
        const ping = () => {
          if (isOpen && (controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(': ping\n\n'));
        };
        const refuse = () => {
          if (isOpen) finish(controller);
        };
        alive().then(ping).catch(refuse);
      }, PING_MS);
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

function written({ event, id, data }: ServerSentEvent): string {
  return `event: ${event}\n${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(data)}\n\n`;
}
