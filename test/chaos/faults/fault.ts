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

/** A fault of one node that may go, since another one stays. `plan` draws what it needs, and gives what is to be done. */
export function nodeFault(
  name: string,
  lastsMs: number,
  plan: (node: NodeSlot, random: Random) => () => Promise<void>,
): Fault {
  return {
    name,
    lastsMs,
    prepare({ lab }, random) {
      const up = lab.slots.filter(({ state }) => state === 'up');
      if (up.length < 2) return undefined;
      const node = random.pick(up);
      return { target: `node${node.index}`, run: plan(node, random) };
    },
  };
}
