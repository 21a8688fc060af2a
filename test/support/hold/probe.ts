import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';

/** The text in the output before the port of the probe. */
export const PROBE_AT = 'hold probe at ';
/** The command that starts a measurement. The probe answers with an empty line. */
export const BEGIN = 'b';
/** The command that ends a measurement. The probe answers with the longest hold in milliseconds. */
export const END = 'e';

/**
 * How often the probe measures, which is also its largest error. Measuring in every turn would itself hold the event
 * loop.
 */
const LOOK_MS = 1;

const cpuMs = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

/**
 * Measures, in the process into which it is preloaded (`--import`), the longest processor time that the thread uses
 * between two turns of the event loop. Processor time does not depend on other processes of a busy machine.
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
    // Work that an answer leaves behind, such as its events and its reply, must run before the measurement ends.
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
