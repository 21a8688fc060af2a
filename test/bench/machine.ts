import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';

/** Idle and waiting time are the fourth and fifth figure of the first line. */
const IDLE = [3, 4];

/** Share of all processors' time for which they were busy since this was called; every process of the machine counts. */
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

/** What the figures were measured on. */
export function describeMachine() {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    processors: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 1_024 ** 3),
    node: process.versions.node,
    system: `${process.platform} ${process.arch}`,
  };
}
