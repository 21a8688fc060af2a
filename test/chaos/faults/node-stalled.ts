import { setTimeout as sleep } from 'node:timers/promises';
import { nodeFault } from './fault.ts';

/** Longer than any lease: when it wakes it is a zombie. */
const STALLED_MS = 20_000;

/** SIGSTOP of a node: connections stay open, nothing answers, and then it goes on as if nothing had happened. */
export const nodeStalled = nodeFault('node stalled', STALLED_MS, (node) => async () => {
  node.stall();
  await sleep(STALLED_MS);
  node.wake();
});
