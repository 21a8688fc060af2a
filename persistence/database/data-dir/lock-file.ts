import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long two processes that found the same dead lock may need to write theirs. */
const TAKEOVER_SETTLE_MS = 100;

interface Holder {
  pid: number;
  /** ISO 8601 */
  since: string;
  /** tells a process from a later one with the same pid, where the system says it */
  started?: string;
}

/** Another process has the folder open. */
export class DataDirLocked extends Error {
  override readonly name = 'DataDirLocked';

  constructor(path: string, { pid, since }: Holder) {
    super(`process ${pid} has it open since ${since} (${path}); two processes on one data folder would corrupt it`);
  }
}

/**
 * Takes the lock file, or takes it over from a process that is gone; the answer gives it back.
 * @throws DataDirLocked naming the process that holds it
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
      // Another process may have found the same dead lock: the last to write it has it.
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

/** Unlike writing, linking fails where the file exists, and shows nobody a half-written one. */
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
  // A container starts again with the same pid, and a busy machine reuses them.
  const now = startOf(pid);
  return started === undefined || now === undefined || now === started;
}

/** Boot and start time of a process as Linux tells them. */
function startOf(pid: number): string | undefined {
  const boot = readText('/proc/sys/kernel/random/boot_id')?.trim();
  // The second field, a name in parentheses, may hold spaces; the start time is the 20th after it.
  const ticks = readText(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ')[19];
  return boot && ticks ? `${boot}/${ticks}` : undefined;
}
