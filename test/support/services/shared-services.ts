import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onCleanup } from '../cleanup.ts';
import type { Shared } from './shared.ts';

type Ask = (name: Shared) => Promise<string>;

/**
 * Open an HTTP server that starts what all test files share, such as a database. Test files run in other processes and
 * request it by name with `shared`. Each service is started at the first request, so a run of a few files starts only
 * what they need.
 */
export async function openSharedServices(starters: Record<Shared, (ask: Ask) => Promise<string>>): Promise<string> {
  const started = new Map<Shared, Promise<string>>();
  function ask(name: Shared): Promise<string> {
    const starting = started.get(name) ?? starters[name](ask);
    started.set(name, starting);
    return starting;
  }

  const server = createServer((request, response) => {
    // Close the connection after each answer. A kept connection might be closed just when the next request is sent.
    response.setHeader('connection', 'close');
    ask((request.url ?? '').slice(1) as Shared).then(
      (answer) => response.end(answer),
      (error: Error) => response.writeHead(500).end(error.stack),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onCleanup(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
