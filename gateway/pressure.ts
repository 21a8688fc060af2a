import type { Socket } from 'socket.io';
import { signalRoom } from './signals.ts';

/** With more bytes than this waiting, a socket gets no ephemeral events [B1]. At 1 MiB the engine cuts the socket at once. */
const SKIP_BYTES = 256 * 1024;
const RESUME_BYTES = 64 * 1024;
const CHECK_INTERVAL_MS = 200;

interface Options {
  sessions(): Iterable<{ socket: Socket; userId: string }>;
  buffered(socket: Socket): number;
}

/**
 * Takes sockets that read too slowly out of their room of ephemeral events, and back when they have caught up.
 *
 * @returns a function that ends it
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
