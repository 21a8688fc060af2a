import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onCleanup } from '../cleanup.ts';

const START_TIMEOUT_MS = 30_000;
const OUTPUT_TAIL_CHARACTERS = 4_000;

/**
 * A database or broker that a test has started: a process on a free port of 127.0.0.1 with its own temporary folder.
 */
export type Service = {
  readonly url: string;
  readonly port: number;
  /** The current process. `restart` replaces it by another one. */
  readonly process: ChildProcess;
  /** Sends SIGSTOP. Connections stay open, but the service does not answer. */
  pause(): void;
  resume(): void;
  /** Sends SIGKILL, which has the effect of a crash. Resolves when the process has ended. */
  kill(): Promise<void>;
  /** Starts the service again with the same port and folder. If it is still running, it is killed first. */
  restart(): Promise<void>;
  /** Ends the process and removes its folder. */
  stop(): Promise<void>;
};

export type ServiceDefinition = {
  name: string;
  url(port: number): string;
  /** The user as which the process runs. Needed only for services that refuse to run as root. */
  user?: { uid: number; gid: number };
  /** Called once with the empty folder, before the service is started. */
  prepare?(folder: string): Promise<void>;
  command(port: number, folder: string): { file: string; args: string[] };
  /** Matches the line of output that says that the service accepts connections. */
  ready: RegExp;
};

/**
 * Start a service and wait until it accepts connections.
 * @throws Error with the end of the service's output if it does not
 */
export async function startService(definition: ServiceDefinition): Promise<Service> {
  const { user } = definition;
  const folder = mkdtempSync(join(tmpdir(), `courseside-${definition.name}-`));
  if (user) chownSync(folder, user.uid, user.gid);
  const keeper = startKeeper(folder);
  const port = await freePort();
  let child: ChildProcess;

  async function launch(): Promise<void> {
    const { file, args } = definition.command(port, folder);
    child = spawn(file, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], ...user });
    keeper.stdin?.write(`${child.pid}\n`);
    await outputMatches(child, definition.ready, definition.name);
  }

  async function kill(): Promise<void> {
    if (hasEnded(child)) return;
    const family = familyOf(child);
    const ended = once(child, 'exit');
    signal(family, 'SIGKILL');
    await ended;
    // A new Postgres does not start while a process of the old one still uses the shared memory.
    while (family.some(isRunning)) await sleep(10);
  }

  const service: Service = {
    url: definition.url(port),
    port,
    get process() {
      return child;
    },
    pause() {
      // Pause the parent process first. Otherwise it could start another child after the children have been listed.
      signal(familyOf(child).slice(0, 1), 'SIGSTOP');
      signal(familyOf(child), 'SIGSTOP');
    },
    resume: () => signal(familyOf(child), 'SIGCONT'),
    kill,
    async restart() {
      await kill();
      await launch();
    },
    async stop() {
      if (keeper.stdin?.writableEnded) return;
      const removed = once(keeper, 'exit');
      keeper.stdin?.end();
      await removed;
    },
  };

  try {
    await definition.prepare?.(folder);
    await launch();
    return service;
  } catch (error) {
    await service.stop();
    throw error;
  }
}

/** Stop the service when the test ends. Outside a test, stop it when the file or program ends. */
export async function keptUntilCleanup(starting: Promise<Service>): Promise<Service> {
  const service = await starting;
  onCleanup(() => service.stop());
  return service;
}

/** Start keeper.sh, a process that cleans up when this process has ended, even by SIGKILL. */
export function startKeeper(folder: string): ChildProcess {
  const script = fileURLToPath(new URL('keeper.sh', import.meta.url));
  return spawn('/bin/sh', [script, folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
}

/** Return the ids of the process and its children. Postgres has a child process for each connection. */
function familyOf(child: ChildProcess): number[] {
  if (child.pid === undefined || hasEnded(child)) return [];
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
  return [child.pid, ...children.split(' ').filter(Boolean).map(Number)];
}

function signal(pids: number[], name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      // ESRCH means that the process has ended since it was listed.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    const state = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0];
    return state !== 'Z';
  } catch {
    return false;
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function outputMatches(child: ChildProcess, expected: RegExp, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let tail = '';
    const timer = setTimeout(() => fail('was not ready in time'), START_TIMEOUT_MS);
    function fail(reason: string): void {
      clearTimeout(timer);
      reject(new Error(`${name} ${reason}:\n${tail}`));
    }
    function read(chunk: Buffer): void {
      tail = (tail + chunk.toString()).slice(-OUTPUT_TAIL_CHARACTERS);
      if (!expected.test(tail)) return;
      clearTimeout(timer);
      resolve();
    }
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, killedBy) => fail(`ended with ${code ?? killedBy}`));
  });
}

/** Return a port of 127.0.0.1 that is free at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was assigned');
  return address.port;
}
