import { expect, it } from 'vitest';
import { describeWith } from '../support/services/require.ts';
import { runChaos } from './chaos.ts';
import { render } from './report.ts';

/** The run takes two minutes where the tests must have real services, as in CI, and twenty seconds elsewhere. */
const MINUTES = process.env['REQUIRE_SERVICES'] === '1' || process.env['CI'] ? 2 : 1 / 3;
const SEED = process.env['CHAOS_SEED'] ?? '1';

describeWith('own-postgres', 'own-redis')('chaos', () => {
  it('keeps the promise of PROTOCOL.md: nothing is lost or doubled, whatever fails', { timeout: 420_000 }, async () => {
    process.stdout.write(`chaos seed ${SEED}\n`);
    const report = await runChaos({ minutes: MINUTES, seed: SEED, nodes: 3, devices: 12 });
    process.stdout.write(render(report));
    expect(report.violations).toEqual([]);
    expect(report.commands.acked).toBeGreaterThan(50);
    expect([...report.faults.values()].length).toBeGreaterThan(0);
  });
});
