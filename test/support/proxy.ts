import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { onCleanup } from './cleanup.ts';

/** Start a TCP proxy to the target. `cut` breaks all its connections without the usual closing handshake. */
export async function startProxy(target: string): Promise<{ url: string; cut(): void; connections(): number }> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((client) => {
    count += 1;
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onCleanup(() => {
    cut();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, cut, connections: () => count };
}
