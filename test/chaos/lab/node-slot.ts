import { setTimeout as sleep } from 'node:timers/promises';
import { startNode } from '../../support/node.ts';
import type { TestNode } from '../../support/node.ts';

export type SlotState = 'starting' | 'up' | 'leaving' | 'stalled' | 'down';

/** One node of the cluster. Its process can be ended and started again, as a supervisor would do. */
export interface NodeSlot {
  readonly index: number;
  readonly state: SlotState;
  readonly port: number | undefined;
  readonly url: string;
  start(): Promise<void>;
  /** Sends SIGKILL, which has the effect of a crash. */
  kill(): Promise<void>;
  /**
   * Sends SIGTERM. The node hands over its work and exits.
   * @returns the exit code
   */
  terminate(): Promise<number | null>;
  /** Sends SIGSTOP. The process still exists but does not answer. */
  stall(): void;
  wake(): void;
  output(): string;
}

const RESTART_MS = 1_000;
const STARTS = 60;

export function createSlot(index: number, env: () => Record<string, string>): NodeSlot {
  let state: SlotState = 'down';
  let node: TestNode | undefined;
  const outputs: string[] = [];

  const running = () => {
    if (!node) throw new Error(`node ${index} is not running`);
    return node;
  };
  const ended = () => {
    outputs.push(running().output());
    state = 'down';
  };

  return {
    index,
    get state() {
      return state;
    },
    get port() {
      return state === 'down' || state === 'starting' ? undefined : Number(new URL(running().url).port);
    },
    get url() {
      return running().url;
    },
    async start() {
      state = 'starting';
      for (let tries = 1; state === 'starting'; tries += 1) {
        try {
          // A node can't start while Postgres or Redis is unreachable. Then the start is tried again.
          node = await startNode(env());
          state = 'up';
        } catch (error) {
          if (tries === STARTS) throw error;
          await sleep(RESTART_MS);
        }
      }
    },
    async kill() {
      state = 'down';
      await running().kill();
      ended();
    },
    async terminate() {
      state = 'leaving';
      const code = await running().stop();
      ended();
      return code;
    },
    stall() {
      state = 'stalled';
      running().process.kill('SIGSTOP');
    },
    wake() {
      running().process.kill('SIGCONT');
      state = 'up';
    },
    output: () => [...outputs, node && state !== 'down' ? node.output() : ''].join(''),
  };
}
