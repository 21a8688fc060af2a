import { clocksWrong } from './clocks-wrong.ts';
import { commitsFailing } from './commits-failing.ts';
import { devicesVanished } from './devices-vanished.ts';
import type { Fault } from './fault.ts';
import { networkCut, networkDelayed, networkNarrow, networkStalled } from './network-troubled.ts';
import { nodeKilled } from './node-killed.ts';
import { nodeStalled } from './node-stalled.ts';
import { nodeTerminated } from './node-terminated.ts';
import { postgresStopped } from './postgres-stopped.ts';
import { redisKilled } from './redis-killed.ts';
import { rush } from './rush.ts';
import { subscribersKilled } from './subscribers-killed.ts';

/** All faults. A fault that is listed twice happens twice as often. */
export const faults: readonly Fault[] = [
  nodeKilled,
  nodeKilled,
  nodeTerminated,
  nodeStalled,
  redisKilled(true),
  redisKilled(false),
  subscribersKilled,
  postgresStopped,
  commitsFailing,
  rush,
  networkCut,
  networkDelayed,
  networkNarrow,
  networkStalled,
  devicesVanished,
  devicesVanished,
  clocksWrong,
];
