import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

const LASTS_MS = 5_000;
const HOUR_MS = 3_600_000;
const SHARE = 0.3;

/** The clocks of some devices are wrong by hours. The times that they send lie in the future or far in the past. */
export const clocksWrong: Fault = {
  name: 'clocks wrong',
  lastsMs: LASTS_MS,
  prepare({ devices }, random) {
    const wrong = devices.filter(() => random.chance(SHARE));
    return {
      target: 'clocks',
      async run() {
        for (const device of wrong) device.skewMs = random.whole(-48, 48) * HOUR_MS;
        await sleep(LASTS_MS);
        for (const device of wrong) device.skewMs = 0;
      },
    };
  },
};
