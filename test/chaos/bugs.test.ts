import { expect, it } from 'vitest';
import { describeWith } from '../support/services/require.ts';
import { plantedLine, withBug } from './bugs/seeded.ts';
import type { BugName } from './bugs/seeded.ts';
import { runChaos } from './chaos.ts';
import { commitsFailing } from './faults/commits-failing.ts';
import { devicesVanished } from './faults/devices-vanished.ts';
import type { Fault } from './faults/fault.ts';
import { rush } from './faults/rush.ts';

describeWith('own-postgres', 'own-redis')('the checker finds the seeded bugs', () => {
  it.each<[bug: BugName, minutes: number, faults: Fault[], property: string]>([
    ['no op row', 0.15, [devicesVanished], 'every acked command applied once'],
    ['publish before commit', 0.3, [commitsFailing], 'each device’s view is the log'],
    ['join the room before catching up', 0.5, [rush], 'each device’s view is the log'],
  ])('%s', { timeout: 240_000 }, async (bug, minutes, faults, property) => {
    const { violations, output } = await runChaos({
      minutes,
      seed: '1',
      nodes: 2,
      devices: 9,
      pauseMs: 120,
      faults,
      env: withBug(bug),
    });
    expect(output.split(plantedLine(bug))).toHaveLength(3);
    expect(violations.map((violation) => violation.property)).toContain(property);
  });
});
