import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

const SHARE = 0.5;
const AWAY_MS = 1_500;
const SLOW_MS = 4_000;

/**
 * Half of the devices reconnect to one node at the same time. That node reads from Postgres slowly, while the other
 * nodes append events to the log.
 */
export const rush: Fault = {
  name: 'rush to a slow node',
  lastsMs: SLOW_MS,
  prepare({ lab, devices }, random) {
    const { index } = random.pick(lab.slots);
    const delayMs = random.whole(100, 300);
    const rushing = random.shuffled(devices).slice(0, Math.ceil(devices.length * SHARE));
    return {
      target: 'devices',
      async run() {
        for (const device of rushing) {
          device.link.leave();
          device.home = index;
        }
        await sleep(AWAY_MS);
        const end = lab.network.impose({
          applies: (link) => link.edge === 'postgres' && link.node === index,
          down: { delayMs },
        });
        for (const device of rushing) device.link.comeBack();
        await sleep(SLOW_MS - AWAY_MS);
        end();
      },
    };
  },
};
