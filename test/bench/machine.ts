import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';

/** The positions of the idle time and of the time spent waiting for disks, in the first line of `/proc/stat`. */
const IDLE = [3, 4];

/**
 * Return a function that returns the share of time, from 0 to 1, for which the machine's processors have been busy
 * since this call.
 */
export function machineBusy(): () => number {
  const before = times();
  return () => {
    const after = times();
    const spent = after.map((ticks, n) => ticks - (before[n] ?? 0));
    const whole = spent.reduce((sum, ticks) => sum + ticks, 0);
    return 1 - IDLE.reduce((sum, n) => sum + (spent[n] ?? 0), 0) / Math.max(1, whole);
  };
}

function times(): number[] {
  const [first = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
  return first.split(/\s+/).slice(1, 9).map(Number);
}

/** Return a description of the machine, for the page of results. */
export function describeMachine() {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    processors: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 1_024 ** 3),
    node: process.versions.node,
    system: `${process.platform} ${process.arch}`,
  };
}
