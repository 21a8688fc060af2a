import { setTimeout as sleep } from 'node:timers/promises';
import type { Device } from './devices/device.ts';
import type { World } from './faults/fault.ts';
import { readHeads } from './lab/truth.ts';

const POLL_MS = 50;
const RETRY_MS = 200;

export interface Healed {
  tookMs: number;
  /** One line for each device that did not have all events when the time was over, with what it lacked. */
  behind: string[];
}

/** Wait until every device is connected and has all events that were committed before this function was called. */
export async function healed({ lab, devices }: World, patienceMs: number): Promise<Healed> {
  const since = performance.now();
  const tookMs = () => Math.round(performance.now() - since);
  const heads = await patiently(() => readHeads(lab.postgres.url));
  for (;;) {
    const behind = devices.map((device) => whatIsMissing(device, heads.heads)).filter((what) => what !== undefined);
    if (behind.length === 0 || tookMs() > patienceMs) return { tookMs: tookMs(), behind };
    await sleep(POLL_MS);
  }
}

/** Wait until no reply is running, no new events are appended and every device has all events. */
export async function quiet(world: World, patienceMs: number): Promise<Healed> {
  const since = performance.now();
  for (;;) {
    const before = await patiently(() => readHeads(world.lab.postgres.url));
    const { behind } = await healed(world, Math.max(0, patienceMs - (performance.now() - since)));
    const after = await patiently(() => readHeads(world.lab.postgres.url));
    const isStill = [...after.heads].every(([stream, head]) => before.heads.get(stream) === head);
    const tookMs = Math.round(performance.now() - since);
    if (after.openReplies > 0) behind.push(`${after.openReplies} replies run`);
    if ((behind.length === 0 && isStill) || tookMs > patienceMs) return { tookMs, behind };
    await sleep(RETRY_MS);
  }
}

function whatIsMissing({ id, link, streams }: Device, heads: ReadonlyMap<string, number>): string | undefined {
  if (!link.connected()) return `${id} is not connected`;
  const stream = streams.find((name) => link.seq(name) < (heads.get(name) ?? 0));
  return stream && `${id} has ${link.seq(stream)} of ${heads.get(stream)} events of ${stream}`;
}

async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch {
      await sleep(RETRY_MS);
    }
  }
}
