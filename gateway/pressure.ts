import type { Socket } from 'socket.io';
import { signalRoom } from './signals.ts';

/**
 * A socket with this many unread bytes gets no ephemeral events until fewer than `RESUME_BYTES` are unread [B1]. A
 * socket with 1 MiB of unread bytes is closed by the engine at once.
 */
const SKIP_BYTES = 256 * 1024;
const RESUME_BYTES = 64 * 1024;
const CHECK_INTERVAL_MS = 200;

interface Options {
  sessions(): Iterable<{ socket: Socket; userId: string }>;
  buffered(socket: Socket): number;
}

/**
 * Takes each socket that reads too slowly out of the room for ephemeral events, and lets it join again when it has read
 * enough.
 *
 * @returns a function that stops the checks
 */
export function watchPressure({ sessions, buffered }: Options): () => void {
  const slow = new WeakSet<Socket>();
  const timer = setInterval(() => {
    for (const { socket, userId } of sessions()) {
      const bytes = buffered(socket);
      if (bytes >= SKIP_BYTES && !slow.has(socket)) {
        slow.add(socket);
        socket.leave(signalRoom(userId));
      } else if (bytes < RESUME_BYTES && slow.delete(socket)) socket.join(signalRoom(userId));
    }
  }, CHECK_INTERVAL_MS).unref();
  return () => clearInterval(timer);
}
