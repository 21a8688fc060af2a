import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';

/** What stands in the output before the port of the probe. */
export const PROBE_AT = 'hold probe at ';
/** Starts a measurement; answered with an empty line. */
export const BEGIN = 'b';
/** Ends it; answered with the longest hold in milliseconds. */
export const END = 'e';

/** How often the probe looks: it counts at most so much too much, and a look in every turn would itself hold the loop. */
const LOOK_MS = 1;

const cpuMs = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

/**
 * Measures, inside the process it is preloaded into (`--import`), the most processor time that its thread takes between
 * two turns of the event loop. Processor time, since other processes of a busy machine would lengthen any other.
 */
function serveProbe(): void {
  let [held, before] = [0, 0];
  let looking: NodeJS.Timeout | undefined;
  const look = () => {
    const now = cpuMs();
    held = Math.max(held, now - before);
    before = now;
  };
  const begin = () => {
    [held, before] = [0, cpuMs()];
    looking = setInterval(look, LOOK_MS);
  };

  const take = (socket: Socket, command: string) => {
    if (command.startsWith(BEGIN)) {
      begin();
      socket.write('\n');
      return;
    }
    // What an answer leaves to be done runs first: its events, its reply.
    const settleMs = Number(command.slice(END.length));
    setTimeout(() => {
      look();
      clearInterval(looking);
      socket.write(`${held}\n`);
    }, settleMs);
  };
  const server = createServer((socket) => {
    socket.setNoDelay().setEncoding('utf8');
    socket.on('data', (command) => take(socket, String(command)));
    socket.on('error', () => undefined);
    socket.unref();
  });
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`${PROBE_AT}${(server.address() as AddressInfo).port}\n`);
  });
  server.unref();
}

if (isMainThread && process.env['NODE_OPTIONS']?.includes(import.meta.url)) serveProbe();
