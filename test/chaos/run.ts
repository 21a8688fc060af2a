import { parseArgs } from 'node:util';
import { cleanUp } from '../support/cleanup.ts';
import { runChaos } from './chaos.ts';
import { render } from './report.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seed: { type: 'string', default: String(Date.now()) },
    nodes: { type: 'string', default: '3' },
    devices: { type: 'string', default: '24' },
  },
});
process.stdout.write(`seed ${values.seed}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void cleanUp().finally(() => process.exit(130)));
try {
  const report = await runChaos({
    minutes: Number(values.minutes),
    seed: values.seed,
    nodes: Number(values.nodes),
    devices: Number(values.devices),
  });
  process.stdout.write(render(report));
  process.exitCode = report.violations.length > 0 ? 1 : 0;
} finally {
  await cleanUp();
}
