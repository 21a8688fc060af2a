import type { Socket } from 'socket.io';
import { type ErrorCode, errors } from '../domain/contract/errors.ts';

/** Close a socket for good. The client does not reconnect by itself afterwards [C8]. */
export function closeForGood(socket: Socket, code: ErrorCode): void {
  socket.emit('closing', { code, retryable: errors[code].retryable });
  socket.disconnect(true);
}

/** Close only the transport of a socket. The client reconnects by itself afterwards [C8]. */
export function closeForNow(socket: Socket, code: 'draining' | 'unavailable', retryAfterMs?: number): void {
  socket.emit('closing', { code, retryable: true, retryAfterMs });
  socket.conn.close();
}
