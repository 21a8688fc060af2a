import type { Socket } from 'socket.io';

/** With more bytes than this waiting, a socket gets no ephemeral events [B1]. At 1 MiB the engine cuts the socket at once. */
const SKIP_BYTES = 256 * 1024;
const RESUME_BYTES = 64 * 1024;
const CHECK_INTERVAL_MS = 200;

interface Options {
  sockets(): Iterable<[socket: Socket, signalRoom: string]>;
  buffered(socket: Socket): number;
}

/**
 * Takes sockets that read too slowly out of their room of ephemeral events, and back when they have caught up.
 *
 * @returns a function that ends it
 */
export function watchPressure({ sockets, buffered }: Options): () => void {
  const slow = new WeakSet<Socket>();
  const timer = setInterval(() => {
    for (const [socket, room] of sockets()) {
      const bytes = buffered(socket);
      if (bytes >= SKIP_BYTES && !slow.has(socket)) {
        slow.add(socket);
        socket.leave(room);
      } else if (bytes < RESUME_BYTES && slow.delete(socket)) socket.join(room);
    }
  }, CHECK_INTERVAL_MS).unref();
  return () => clearInterval(timer);
}
