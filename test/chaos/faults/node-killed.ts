import { setTimeout as sleep } from 'node:timers/promises';
import { nodeFault } from './fault.ts';

/** A node is killed with SIGKILL and started again a moment later. */
export const nodeKilled = nodeFault('node killed', 2_000, (node, random) => {
  const downMs = random.whole(0, 2_000);
  return async () => {
    await node.kill();
    await sleep(downMs);
    await node.start();
  };
});
