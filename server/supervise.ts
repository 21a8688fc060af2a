import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Config } from './config.ts';
import type { Ready } from './run-node.ts';
import { readyLine } from './run-node.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const FIRST_RESTART_MS = 500;
const LAST_RESTART_MS = 30_000;

/**
 * Run several processes on one port. The kernel distributes connections among them (SO_REUSEPORT). A process that ends
 * is started again. If a process ends during the first start before it is ready, all processes are stopped.
 */
export function supervise(config: Config): void {
  const members = new Map<number, ChildProcess>();
  /** The indexes of the processes that have not been ready yet. */
  const waited = new Set(Array.from({ length: config.nodes }, (_, index) => index));
  let code = 0;
  let stopping = false;

  function start(index: number, restartMs: number): void {
    const child = fork(MAIN, ['--member', String(index)]);
    members.set(index, child);
    let ready = false;
    child.once('message', (message) => {
      ready = true;
      if (waited.delete(index) && waited.size === 0)
        process.stdout.write(readyLine(config.host, (message as Ready).ready));
    });
    child.once('exit', (exitCode, signal) => {
      members.delete(index);
      if (!stopping && !ready && waited.size > 0) stop(exitCode ?? 1);
      if (stopping) {
        if (exitCode !== 0) code ||= 1;
        if (members.size === 0) process.exit(code);
        return;
      }
      const delay = ready ? FIRST_RESTART_MS : Math.min(restartMs * 2, LAST_RESTART_MS);
      process.stderr.write(`Process ${index} ended (${signal ?? exitCode}); it starts again in ${delay} ms\n`);
      setTimeout(() => {
        if (!stopping) start(index, delay);
      }, delay);
    });
  }

  function stop(exitCode = 0): void {
    if (stopping) return;
    stopping = true;
    code = exitCode;
    for (const child of members.values()) child.kill('SIGTERM');
    if (members.size === 0) process.exit(code);
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop());
  for (let index = 0; index < config.nodes; index += 1) start(index, FIRST_RESTART_MS);
}
