import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openDevice, signUp } from '../support/api.ts';
import { cpuMs, peakMiB, residentMiB } from './cpu.ts';
import { Figures } from './figures.ts';
import type { BenchOptions, Line } from './line.ts';

const SETTLE_MS = 5_000;
const IDLE_MS = 30_000;
const COMMANDS = 300;
const WORKED = `after ${COMMANDS} commands`;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Started {
  npm: ChildProcess;
  url: string;
  /** The id of the server's process. */
  pid: number;
  /** The milliseconds from running the command until the server prints that it is ready. */
  wallMs: number;
  /** The processor time of the command and of all processes that it started, in milliseconds. */
  cpuMs: number;
}

/** Run `npm start` as a user does. The measured processor time includes npm and all that runs before the server. */
async function start(dataDir: string): Promise<Started> {
  const began = performance.now();
  const npm = spawn('npm', ['start'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  for await (const chunk of npm.stdout.iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    const url = /ready at (http:\S+)/.exec(output)?.[1];
    if (!url) continue;
    const wallMs = performance.now() - began;
    const processes = familyOf(npm.pid ?? 0);
    npm.stdout.resume();
    return { npm, url, pid: processes.at(-1) ?? 0, wallMs, cpuMs: cpuMs(npm.pid ?? 0, ...processes.slice(2)) };
  }
  throw new Error(`the server did not start: ${output}`);
}

async function stop({ npm, pid }: Started): Promise<void> {
  const ended = once(npm, 'exit');
  process.kill(pid, 'SIGTERM');
  await ended;
}

/** Return the ids of the process, its first child, the first child of that, and so on. */
function familyOf(pid: number): number[] {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return child === undefined ? [pid] : [pid, ...familyOf(child)];
}

async function work(url: string): Promise<void> {
  const device = await openDevice(url, (await signUp(url)).accessToken);
  for (let n = 0; n < COMMANDS; n += 1)
    await device.call('progress.log', {
      activityType: 'exercise',
      occurredAt: new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString(),
      data: { exercise: 'squat', sets: [{ reps: 5, weight: { value: 60 + (n % 40), unit: 'kg' } }] },
    });
  device.close();
}

/** Measure how much time and memory `npm start` needs without Postgres and Redis. */
export async function measure({ repetitions, progress }: BenchOptions): Promise<Line[]> {
  const figures = new Figures('npm start without Postgres and Redis');
  // `npm install` creates this database in the same way.
  await promisify(execFile)(process.execPath, ['persistence/new-database.ts'], { cwd: ROOT });
  for (let n = 0; n < repetitions; n += 1) {
    progress('npm start, embedded');
    const dataDir = mkdtempSync(join(tmpdir(), 'courseside-bench-'));
    try {
      await measureStarts(dataDir, figures);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
  figures.goal('first start', 'ready after', { atMost: 6 });
  figures.goal('later start', 'ready after', { atMost: 2.5 });
  figures.goal('later start', 'idle, of a core', { atMost: 1 });
  figures.goal(WORKED, 'resident', { atMost: 350 });
  figures.goal(WORKED, 'peak', { atMost: 500 });
  return figures.lines();
}

async function measureStarts(dataDir: string, figures: Figures): Promise<void> {
  for (const name of ['first start', 'later start']) {
    const running = await start(dataDir);
    figures.add(name, 'ready after', 's', running.wallMs / 1_000);
    figures.add(name, 'processor time', 's', running.cpuMs / 1_000);
    figures.add(name, 'resident', 'MiB', residentMiB(running.pid));
    figures.add(name, 'peak', 'MiB', peakMiB(running.pid));
    if (name === 'later start') await measureUse(running, figures);
    await stop(running);
  }
}

async function measureUse({ pid, url }: Started, figures: Figures): Promise<void> {
  await sleep(SETTLE_MS);
  const before = cpuMs(pid);
  await sleep(IDLE_MS);
  figures.add('later start', 'idle, of a core', '%', ((cpuMs(pid) - before) / IDLE_MS) * 100);
  const idle = cpuMs(pid);
  await work(url);
  figures.add(WORKED, 'processor time', 's', (cpuMs(pid) - idle) / 1_000);
  figures.add(WORKED, 'resident', 'MiB', residentMiB(pid));
  figures.add(WORKED, 'peak', 'MiB', peakMiB(pid));
}
