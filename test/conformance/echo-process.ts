import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onCleanup } from '../support/cleanup.ts';

export interface EchoProcess {
  /** The address, as `127.0.0.1:<port>`. */
  readonly host: string;
  isRunning(): boolean;
}

/**
 * Start the echo server in its own process. A crash of the server then does not end the tests, and uWebSockets.js must
 * not share a process with other servers [E3].
 */
export async function startEchoServer(engine: 'uws' | 'node'): Promise<EchoProcess> {
  const path = fileURLToPath(new URL('echo-server.ts', import.meta.url));
  const child = spawn(process.execPath, [path], {
    env: { ...process.env, ENGINE: engine, PORT: '0', RAW: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onCleanup(async () => {
    if (child.exitCode !== null) return;
    child.kill();
    await once(child, 'exit');
  });
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`echo-server.ts ended with ${code}`))),
  ])) as [string];
  return { host: `127.0.0.1:${line.replace('listening on ', '')}`, isRunning: () => child.exitCode === null };
}
