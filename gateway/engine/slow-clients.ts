import type { IncomingMessage } from 'node:http';

/**
 * The time that a connection may be idle, or may take for the headers of a request. Without such limits, a client that
 * sends one byte now and then could keep a connection for ever. uWebSockets.js has the limits of this file built in,
 * and the Node engine uses the same ones.
 */
export const IDLE_MS = 10_000;
/** The minimum number of bytes of a body that must arrive within each `IDLE_MS`: 16 KiB a second. */
const LEAST_BYTES = 16 * 1_024 * (IDLE_MS / 1_000);
/** The largest head of a request: its first line and all headers. */
export const MAX_HEADER_BYTES = 16 * 1_024;

/** Close the connection of a client that sends a body too slowly, or stops in the middle of a body. */
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
