import type { IncomingMessage } from 'node:http';

/**
 * What a client may take its time over: uWebSockets.js has these built in, and the other engine follows it. A client
 * that sends byte after byte would hold a connection for ever otherwise.
 */
export const IDLE_MS = 10_000;
/** What of a body must come within `IDLE_MS`: 16 KiB a second. */
const LEAST_BYTES = 16 * 1_024 * (IDLE_MS / 1_000);
/** The largest head of a request: the line, and all headers. */
export const MAX_HEADER_BYTES = 16 * 1_024;

/** Cuts a client off that sends its body too slowly, or stops in the middle of it. */
export function cutSlowBody(request: IncomingMessage): void {
  const { socket } = request;
  let had = socket.bytesRead;
  const timer = setInterval(() => {
    if (request.complete) return clearInterval(timer);
    if (socket.bytesRead - had < LEAST_BYTES) socket.destroy();
    had = socket.bytesRead;
  }, IDLE_MS).unref();
  request.once('close', () => clearInterval(timer));
}
