import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onCleanup } from '../cleanup.ts';
import type { Shared } from './shared.ts';

type Ask = (name: Shared) => Promise<string>;

/**
 * Opens the desk at which test files, each in another process, ask for what the whole run shares; `shared` asks there.
 * A thing is started when somebody first asks for it, so a run of a few files starts little.
 */
export async function openDesk(starters: Record<Shared, (ask: Ask) => Promise<string>>): Promise<string> {
  const started = new Map<Shared, Promise<string>>();
  function ask(name: Shared): Promise<string> {
    const starting = started.get(name) ?? starters[name](ask);
    started.set(name, starting);
    return starting;
  }

  const server = createServer((request, response) => {
    // A connection kept open may be closed at the moment the next question is sent on it.
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
