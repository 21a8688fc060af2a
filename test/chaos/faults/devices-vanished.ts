import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

const SHARE = 0.4;
const AWAY_MS = 5_000;
/** How long the server does not notice that the devices have gone. */
const GHOST_MS = 30_000;

/**
 * Devices disappear without closing their connections, and connect to other nodes later. Until the server notices, it
 * keeps their old connections.
 */
export const devicesVanished: Fault = {
  name: 'devices vanished',
  lastsMs: AWAY_MS,
  prepare({ lab, devices }, random) {
    const leaving = random.shuffled(devices).slice(0, Math.ceil(devices.length * SHARE));
    const plans = leaving.map((device) => ({
      device,
      awayMs: random.whole(0, AWAY_MS),
      home: random.whole(0, lab.slots.length - 1),
    }));
    return {
      target: 'devices',
      async run() {
        await Promise.all(
          plans.map(async ({ device, awayMs, home }) => {
            lab.network.abandon((link) => link.device === device.id, GHOST_MS);
            device.link.leave();
            await sleep(awayMs);
            device.home = home;
            device.link.comeBack();
          }),
        );
      },
    };
  },
};
