import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import packageJson from '../../package.json' with { type: 'json' };
import { UNDECLARED } from '../../server/telemetry/undeclared.ts';
import { onCleanup } from './cleanup.ts';
import { unpackPglite } from './services/prepared.ts';
import { shared } from './services/shared.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The arguments with which `npm start` runs the server. */
const START = packageJson.scripts.start.split(' ').slice(1);
const READY_TIMEOUT_MS = 90_000;

export interface TestNode {
  url: string;
  process: ChildProcess;
  /** Returns all that the node has printed. */
  output(): string;
  /**
   * Sends SIGTERM and waits until the process has ended.
   * @returns the exit code
   */
  stop(): Promise<number | null>;
  /** Sends SIGKILL and waits until the process has ended. */
  kill(): Promise<void>;
}

/**
 * Return the address of a node that all test files share. It has the default settings of `startNode()`. Tests that use
 * it may register users but must not change anything else.
 */
export async function sharedNode(): Promise<{ url: string }> {
  // The shared node runs the default engine, so with TEST_ENGINE the test gets a node of its own.
  if (process.env['TEST_ENGINE']) return startNode();
  return { url: await shared('node') };
}

/**
 * Start `server/main.ts` as a process on a free port. Without DATABASE_URL and DATA_DIR it gets its own PGlite
 * database, in which the tables already exist.
 */
export async function startNode(env: { [name: string]: string } = {}): Promise<TestNode> {
  const dataDir = env['DATA_DIR'] ?? (await mkdtemp(join(tmpdir(), 'courseside-')));
  if (!env['DATA_DIR'] && !env['DATABASE_URL']) await unpackPglite(await shared('pglite'), dataDir);
  const child = spawn(process.execPath, START, {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      DATA_DIR: dataDir,
      JWT_SECRET: 'a secret for tests that is long enough',
      RATE_LIMITS: 'off',
      OFFLINE_TUTOR_PACE_MS: '2',
      LOG_LEVEL: 'warn',
      ENGINE: process.env['TEST_ENGINE'] ?? 'auto',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  async function kill(signal: NodeJS.Signals): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return ended;
  }
  onCleanup(async () => {
    await kill('SIGKILL');
    if (!env['DATA_DIR']) await rm(dataDir, { recursive: true, force: true });
    const undeclared = output.split('\n').filter((line) => line.includes(UNDECLARED));
    if (undeclared.length > 0) throw new Error(undeclared.join('\n'));
  });

  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`not ready after ${READY_TIMEOUT_MS} ms:\n${output}`)),
      READY_TIMEOUT_MS,
    );
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const ready = /ready at (http:\S+)/.exec(output)?.[1];
      if (!ready) return;
      clearTimeout(timer);
      resolve(ready);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then((code) => reject(new Error(`exited with ${code}:\n${output}`)));
  });

  return {
    url,
    process: child,
    output: () => output,
    stop: () => kill('SIGTERM'),
    kill: async () => void (await kill('SIGKILL')),
  };
}
