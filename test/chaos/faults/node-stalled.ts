import { setTimeout as sleep } from 'node:timers/promises';
import { nodeFault } from './fault.ts';

/** How long the node is stopped. It is longer than any lease, so the node is a zombie when it continues. */
const STALLED_MS = 20_000;

/**
 * A node is stopped with SIGSTOP: its connections stay open, but nothing answers. Then it continues as if nothing had
 * happened.
 */
export const nodeStalled = nodeFault('node stalled', STALLED_MS, (node) => async () => {
  node.stall();
  await sleep(STALLED_MS);
  node.wake();
});
