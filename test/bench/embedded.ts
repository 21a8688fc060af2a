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

/** Measure what `npm start` costs without Postgres and Redis. Run it by `node test/bench/embedded.ts`. */
const LATER_STARTS = 3;
const SETTLE_MS = 5_000;
const IDLE_MS = 30_000;
const COMMANDS = 300;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Started {
  npm: ChildProcess;
  url: string;
  /** The id of the server's process. */
  pid: number;
  /** The time from the command to the line that says that the server is ready. */
  wallMs: number;
  /** The processor time of the command and of all processes that it has started. */
  cpuMs: number;
}

/** Run the command as a user does. Its processor time includes npm and the steps before the server. */
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

/** Return the process and all its descendants. */
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

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const rows: [name: string, value: string][] = [];
const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`;
const MiB = (value: number) => `${value.toFixed(0)} MiB`;

async function main(): Promise<void> {
  // The installation makes this database in the same way.
  await promisify(execFile)(process.execPath, ['persistence/new-database.ts'], { cwd: ROOT });
  const dataDir = mkdtempSync(join(tmpdir(), 'courseside-bench-'));
  try {
    const first = await start(dataDir);
    rows.push(['first start, wall', seconds(first.wallMs)], ['first start, processor', seconds(first.cpuMs)]);
    rows.push(['first start, peak', MiB(peakMiB(first.pid))]);
    await stop(first);

    const later: Started[] = [];
    for (let n = 0; n < LATER_STARTS; n += 1) {
      later.push(await start(dataDir));
      if (n < LATER_STARTS - 1) await stop(later.at(-1)!);
    }
    rows.push([`later starts, wall (median of ${LATER_STARTS})`, seconds(median(later.map((each) => each.wallMs)))]);
    rows.push(['later starts, processor', seconds(median(later.map((each) => each.cpuMs)))]);

    const running = later.at(-1)!;
    rows.push(['resident when ready', MiB(residentMiB(running.pid))]);
    await sleep(SETTLE_MS);
    const before = cpuMs(running.pid);
    await sleep(IDLE_MS);
    rows.push(['idle, of a core', `${(((cpuMs(running.pid) - before) / IDLE_MS) * 100).toFixed(2)} %`]);
    rows.push(['resident when idle', MiB(residentMiB(running.pid))]);
    const worked = cpuMs(running.pid);
    await work(running.url);
    rows.push([
      `progress.log, processor (mean of ${COMMANDS})`,
      `${((cpuMs(running.pid) - worked) / COMMANDS).toFixed(1)} ms`,
    ]);
    rows.push(
      [`resident after ${COMMANDS} commands`, MiB(residentMiB(running.pid))],
      ['peak', MiB(peakMiB(running.pid))],
    );
    await stop(running);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
  for (const [name, value] of rows) process.stdout.write(`${name.padEnd(40)} ${value.padStart(10)}\n`);
}

await main();
process.exit(0);
