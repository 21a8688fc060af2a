import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onCleanup } from '../cleanup.ts';
import type { Shared } from './shared.ts';

/**
 * Opens the desk at which test files, each in another process, ask for what the whole run shares; `shared` asks there.
 * A thing is started when somebody first asks for it, so a run of a few files starts little.
 */
export async function openDesk(starters: Record<Shared, () => Promise<string>>): Promise<string> {
  const started = new Map<string, Promise<string>>();
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1) as Shared;
    const starting = started.get(name) ?? starters[name]();
    started.set(name, starting);
    starting.then(
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
