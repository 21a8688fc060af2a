import { once } from 'node:events';
import { connect } from 'node:net';
import { onCleanup } from '../cleanup.ts';
import { startNode } from '../node.ts';
import type { TestNode } from '../node.ts';
import { BEGIN, END, PROBE_AT } from './probe.ts';

const PROBE = new URL('probe.ts', import.meta.url).href;

export interface HeldNode extends TestNode {
  /**
   * Runs `work` and measures until `settleMs` after its end. `held` is the longest time for which the node's event loop
   * was blocked, in milliseconds of processor time.
   */
  heldDuring<T>(work: () => Promise<T>, settleMs?: number): Promise<{ held: number; result: T }>;
}

/** Starts a node whose process contains a probe, which measures how long the event loop is blocked. */
export async function startHeldNode(env: { [name: string]: string }): Promise<HeldNode> {
  const node = await startNode({ ...env, NODE_OPTIONS: `--import=${PROBE}` });
  const port = new RegExp(`${PROBE_AT}(\\d+)`).exec(node.output())?.[1];
  if (!port) throw new Error(`the probe did not start:\n${node.output()}`);
  const probe = connect(Number(port), '127.0.0.1').setNoDelay().setEncoding('utf8');
  onCleanup(() => probe.destroy());
  await once(probe, 'connect');

  async function ask(command: string): Promise<string> {
    const answered = once(probe, 'data');
    probe.write(command);
    return String((await answered)[0]);
  }

  return {
    ...node,
    async heldDuring(work, settleMs = 0) {
      await ask(BEGIN);
      const result = await work();
      return { held: Number(await ask(`${END}${settleMs}`)), result };
    },
  };
}

/** If a run blocks the event loop for no longer than this, no further run is needed. */
const SHORT_MS = 10;
const RUNS = 5;

/**
 * Returns the shortest time of up to five runs, because first runs also compile code and any run may collect garbage.
 * Stops early if a time is short enough.
 */
export async function bestOfRuns(run: () => Promise<number>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let count = 0; count < RUNS && best > SHORT_MS; count += 1) best = Math.min(best, await run());
  return best;
}
