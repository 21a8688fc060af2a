import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openDevice, signUp } from '../../support/api.ts';
import { startNode } from '../../support/node.ts';
import { freePort } from '../../support/services/service.ts';

const dashboard = readFileSync(new URL('../../../server/telemetry/compose/dashboard.json', import.meta.url), 'utf8');

it('the metrics of the dashboard are exported and count events and operations', async () => {
  const port = await freePort();
  const { url } = await startNode({ METRICS_PORT: String(port) });
  const device = await openDevice(url, (await signUp(url)).accessToken);
  await device.call('memory.store', { memoryType: 'goal', key: 'bench', value: '100 kg' });
  await device.event('memory.saved');
  const late = { activityType: 'reading', data: { minutes: 5 } };
  const operations = [{ opId: randomUUID(), operation: 'progress.log', input: late }];
  await device.call('progress.sync', { operations });

  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const shown = new Set(dashboard.match(/courseside_\w+/g));
  expect(shown.size).toBeGreaterThan(3);
  for (const name of shown) expect(text).toContain(`\n${name}`);
  expect(text).toMatch(/courseside_events_appended_total [1-9]/);
  expect(text).toMatch(/courseside_fanout_seconds_count [1-9]/);
  expect(text).toMatch(/courseside_operation_seconds_count\{operation="memory.store",outcome="ok"\} 1/);
  // The operations within a `progress.sync` are measured like those that are sent alone.
  for (const operation of ['progress.sync', 'progress.log'])
    expect(text).toMatch(new RegExp(`courseside_operation_seconds_count\\{operation="${operation}",outcome="ok"\\} 1`));
  expect((await fetch(`http://127.0.0.1:${port}/other`)).status).toBe(404);
});
