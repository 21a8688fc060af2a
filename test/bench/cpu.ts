import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** Return the milliseconds of processor time that these processes and their children have used. */
export function cpuMs(...pids: number[]): number {
  return pids.reduce((sum, pid) => sum + used(pid) + childrenOf(pid).reduce((more, child) => more + used(child), 0), 0);
}

/**
 * Return the processor time of a process and of its ended children in milliseconds. `stat` includes ended threads but
 * counts in ticks of 10 ms; `schedstat` is exact but does not. The larger of the two is used.
 */
function used(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 15) ?? [];
    const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.map(
      (ticks) => (Number(ticks) * 1_000) / TICKS_PER_SECOND,
    );
    return Math.max(user + system, threadsMs(pid)) + childrenUser + childrenSystem;
  } catch {
    return 0;
  }
}

function threadsMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.reduce(
    (sum, thread) =>
      sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1_000_000,
    0,
  );
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

export const residentMiB = (pid: number): number => memoryMiB(pid, /VmRSS:\s+(\d+)/);

/** Return the highest resident memory that the process has had, in MiB. */
export const peakMiB = (pid: number): number => memoryMiB(pid, /VmHWM:\s+(\d+)/);

function memoryMiB(pid: number, line: RegExp): number {
  return Number(line.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
}
