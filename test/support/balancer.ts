import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { onCleanup } from './cleanup.ts';

/**
 * Start a TCP load balancer. It passes connections to the targets in turn, and skips targets that refuse a connection.
 */
export async function startBalancer(targets: () => string[]): Promise<{ url: string }> {
  const sockets = new Set<Socket>();
  let next = 0;

  function open(client: Socket, candidates: string[]): void {
    const [target, ...others] = candidates;
    if (target === undefined) return void client.destroy();
    const { hostname, port } = new URL(target);
    const upstream = connect(Number(port), hostname);
    const refused = () => {
      upstream.destroy();
      open(client, others);
    };
    upstream.once('error', refused);
    upstream.once('connect', () => {
      upstream.off('error', refused);
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        sockets.add(from);
        from.on('error', () => from.destroy());
        from.on('close', () => {
          sockets.delete(from);
          to.destroy();
        });
        from.pipe(to);
      }
    });
  }

  const server = createServer({ pauseOnConnect: true }, (client) => {
    client.on('error', () => client.destroy());
    const all = targets();
    next = (next + 1) % all.length;
    open(client, [...all.slice(next), ...all.slice(0, next)]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onCleanup(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
