import type { Socket } from 'socket.io';
import { type ErrorCode, errors } from '../domain/contract/errors.ts';

/** For good: the client stays away until it is told to connect [C8]. */
export function closeForGood(socket: Socket, code: ErrorCode): void {
  socket.emit('closing', { code, retryable: errors[code].retryable });
  socket.disconnect(true);
}

/** Only the transport: the client comes back by itself [C8]. */
export function closeForNow(socket: Socket, code: 'draining' | 'unavailable', retryAfterMs?: number): void {
  socket.emit('closing', { code, retryable: true, retryAfterMs });
  socket.conn.close();
}
