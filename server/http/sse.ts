/** Keeps proxies from closing a quiet stream. */
const PING_MS = 15_000;

export interface ServerSentEvent {
  event: string;
  id?: string;
  data: unknown;
}

/** Server-Sent Events; `alive` is asked at each ping and ends the stream when it refuses. */
export function serverSentEvents(
  events: AsyncIterable<ServerSentEvent>,
  alive: () => Promise<unknown>,
  end: () => void,
): Response {
  const encoder = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      send(': hello\n\n');
      timer = setInterval(() => {
        alive().then(() => send(': ping\n\n'), end);
      }, PING_MS);
      try {
        for await (const { event, id, data } of events)
          send(`event: ${event}\n${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(data)}\n\n`);
        controller.close();
      } catch {
        // The reader is gone.
      } finally {
        clearInterval(timer);
      }
    },
    cancel() {
      clearInterval(timer);
      end();
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}
