import type { Entry } from '../history.ts';

/**
 * Devices may miss deltas from other nodes for this long after a fault, because the nodes must first tell each other
 * again which devices are connected to them [T2].
 */
const SETTLING_MS = 8_000;

/** Return a function that tells whether a fault was active, or had ended recently, at any time between two moments. */
export function nearFault(entries: Entry[]): (from: number, to: number) => boolean {
  const times: { from: number; to: number }[] = [];
  const open = new Map<string, number>();
  for (const entry of entries) {
    if (entry.kind !== 'fault') continue;
    const key = `${entry.name} ${entry.target}`;
    if (entry.phase === 'begin') open.set(key, entry.at);
    else {
      times.push({ from: open.get(key) ?? 0, to: entry.at + SETTLING_MS });
      open.delete(key);
    }
  }
  for (const from of open.values()) times.push({ from, to: Number.POSITIVE_INFINITY });
  return (from, to) => times.some((fault) => fault.from <= to && from <= fault.to);
}
