import { setTimeout as sleep } from 'node:timers/promises';
import { spareNode } from './fault.ts';
import type { Fault } from './fault.ts';

/** kill -9 of a node, which is started again a moment later. */
export const nodeKilled: Fault = {
  name: 'node killed',
  lastsMs: 2_000,
  prepare(world, random) {
    const node = spareNode(world, random);
    const downMs = random.whole(0, 2_000);
    return (
      node && {
        target: `node${node.index}`,
        async run() {
          await node.kill();
          await sleep(downMs);
          await node.start();
        },
      }
    );
  },
};
