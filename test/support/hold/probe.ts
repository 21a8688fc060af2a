import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';

/** The process prints this text and then the port of the probe. */
export const PROBE_AT = 'hold probe at ';
/** The command that starts a measurement. The probe answers with an empty line. */
export const BEGIN = 'b';
/** The command that ends a measurement. The probe answers with the longest time in milliseconds. */
export const END = 'e';

/**
 * The interval at which the probe measures. A measured time may be wrong by this much. Measuring in every turn of the
 * event loop would slow it down.
 */
const LOOK_MS = 1;

const cpuMs = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

/**
 * Measures how long the event loop of this process is blocked: the most processor time that the thread uses between two
 * timers. Processor time does not include the time of other processes. The file is loaded with `--import`.
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
    // Go on for a while after the answer, because the node then still sends events and writes the reply.
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
