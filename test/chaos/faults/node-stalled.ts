import { setTimeout as sleep } from 'node:timers/promises';
import { spareNode } from './fault.ts';
import type { Fault } from './fault.ts';

/** Longer than any lease: when it wakes it is a zombie. */
const STALLED_MS = 20_000;

/** SIGSTOP of a node: connections stay open, nothing answers, and then it goes on as if nothing had happened. */
export const nodeStalled: Fault = {
  name: 'node stalled',
  lastsMs: STALLED_MS,
  prepare(world, random) {
    const node = spareNode(world, random);
    return (
      node && {
        target: `node${node.index}`,
        async run() {
          node.stall();
          await sleep(STALLED_MS);
          node.wake();
        },
      }
    );
  },
};
