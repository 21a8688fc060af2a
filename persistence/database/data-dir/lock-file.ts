import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Longest time until two processes that found the same stale lock have both written their own lock files. */
const TAKEOVER_SETTLE_MS = 100;

interface Holder {
  pid: number;
  /** ISO 8601 */
  since: string;
  /**
   * boot id and start time, which distinguish the process from a later one with the same pid; absent if the system does
   * not report them
   */
  started?: string;
}

/** The error of a process that opens a data folder while another process has it open. */
export class DataDirLocked extends Error {
  override readonly name = 'DataDirLocked';

  constructor(path: string, { pid, since }: Holder) {
    super(`process ${pid} has it open since ${since} (${path}); two processes on one data folder would corrupt it`);
  }
}

/**
 * Takes the lock file, also from a process that no longer runs. Returns a function that releases the lock.
 * @throws DataDirLocked naming the process that holds the lock
 */
export async function takeLock(path: string): Promise<() => void> {
  const own = describeSelf();
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, own, { mode: 0o600 });
  try {
    const holder = link(draft, path) ? undefined : readHolder(path);
    if (holder && isAlive(holder)) throw new DataDirLocked(path, holder);
    if (readText(path) !== own) {
      renameSync(draft, path);
      // Another process may have found the same stale lock. The process that wrote the file last holds the lock.
      await sleep(TAKEOVER_SETTLE_MS);
      const winner = readHolder(path);
      if (winner && readText(path) !== own) throw new DataDirLocked(path, winner);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (readText(path) === own) rmSync(path, { force: true });
  };
}

function describeSelf(): string {
  const started = startOf(process.pid);
  const holder: Holder = { pid: process.pid, since: new Date().toISOString(), ...(started && { started }) };
  return JSON.stringify(holder);
}

/**
 * Links the draft as the lock file, and returns whether the link was made. Unlike a write, a link fails if the file
 * exists, and no other process ever reads a half-written file.
 */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readText(path) ?? '') as Holder;
  } catch {
    return undefined;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function isAlive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  // Another process may have the same pid by now: a container that starts again has the same pids, and a busy machine
  // reuses pids. So the start times are compared.
  const now = startOf(pid);
  return started === undefined || now === undefined || now === started;
}

/** Returns the boot id and the start time of a process, as Linux reports them. */
function startOf(pid: number): string | undefined {
  const boot = readText('/proc/sys/kernel/random/boot_id')?.trim();
  // The second field is a name in parentheses that may contain spaces, so the fields are counted from the end of the
  // name. The start time is the 20th field after the name.
  const ticks = readText(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ')[19];
  return boot && ticks ? `${boot}/${ticks}` : undefined;
}
