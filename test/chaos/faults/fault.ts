import type { Device } from '../devices/device.ts';
import type { Lab } from '../lab/lab.ts';
import type { NodeSlot } from '../lab/node-slot.ts';
import type { Random } from '../random.ts';

export interface World {
  lab: Lab;
  devices: Device[];
}

/** One fault about to happen to one thing. */
export interface Strike {
  /** What it befalls; at most one fault at a time does. */
  target: string;
  /** Resolves when the fault is over and what it ended runs again. */
  run(): Promise<void>;
}

export interface Fault {
  name: string;
  /** At most, but for the start of what it ended. */
  lastsMs: number;
  /** @returns undefined where it would leave nobody alive */
  prepare(world: World, random: Random): Strike | undefined;
}

/** A node that may go: another one stays. */
export function spareNode({ lab }: World, random: Random): NodeSlot | undefined {
  const up = lab.slots.filter(({ state }) => state === 'up');
  return up.length > 1 ? random.pick(up) : undefined;
}
