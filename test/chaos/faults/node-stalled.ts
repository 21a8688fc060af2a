import { setTimeout as sleep } from 'node:timers/promises';
import { nodeFault } from './fault.ts';

/** How long the process is paused. Leases expire earlier, so other nodes have taken over its work when it continues. */
const STALLED_MS = 20_000;

/**
 * A node is paused with SIGSTOP. Its connections stay open, but it does not answer. With SIGCONT it continues as if
 * nothing had happened.
 */
export const nodeStalled = nodeFault('node stalled', STALLED_MS, (node) => async () => {
  node.stall();
  await sleep(STALLED_MS);
  node.wake();
});
