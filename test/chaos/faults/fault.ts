import type { Device } from '../devices/device.ts';
import type { Lab } from '../lab/lab.ts';
import type { NodeSlot } from '../lab/node-slot.ts';
import type { Random } from '../random.ts';

export interface World {
  lab: Lab;
  devices: Device[];
}

/** One fault that is about to happen to one target. */
export interface Strike {
  /** The name of the target. At most one fault at a time happens to a target. */
  target: string;
  /** Resolves when the fault is over and everything that it ended is running again. */
  run(): Promise<void>;
}

export interface Fault {
  name: string;
  /** The longest duration, not counting the restart of what the fault ended. */
  lastsMs: number;
  /** @returns undefined if the fault would leave no node alive */
  prepare(world: World, random: Random): Strike | undefined;
}

/**
 * A fault of one node, which happens only if another node stays alive. `plan` draws random values and returns the
 * function to run.
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
