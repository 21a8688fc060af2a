import type { Device } from '../devices/device.ts';
import type { Lab } from '../lab/lab.ts';
import type { NodeSlot } from '../lab/node-slot.ts';
import type { Random } from '../random.ts';

export interface World {
  lab: Lab;
  devices: Device[];
}

/** A fault that has been prepared and is about to happen to one target. */
export interface Strike {
  /** The name of the target, such as a node. It has at most one fault at a time. */
  target: string;
  /** Injects the fault. Resolves when the fault is over and the processes that it ended are running again. */
  run(): Promise<void>;
}

export interface Fault {
  name: string;
  /** The longest duration in milliseconds. The time to restart the processes that the fault ended is not included. */
  lastsMs: number;
  /** @returns undefined if the fault would leave no node alive */
  prepare(world: World, random: Random): Strike | undefined;
}

/**
 * Make a fault that happens to one node, only if another node is alive. `plan` draws the random values and returns the
 * function that injects the fault.
 */
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
