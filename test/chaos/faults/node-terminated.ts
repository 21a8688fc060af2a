import { spareNode } from './fault.ts';
import type { Fault } from './fault.ts';

/** SIGTERM: the node drains [C9], ends, and is started again. */
export const nodeTerminated: Fault = {
  name: 'node terminated',
  lastsMs: 8_000,
  prepare(world, random) {
    const node = spareNode(world, random);
    return (
      node && {
        target: `node${node.index}`,
        async run() {
          const code = await node.terminate();
          if (code !== 0) throw new Error(`node${node.index} ended with ${code} after SIGTERM:\n${node.output()}`);
          await node.start();
        },
      }
    );
  },
};
