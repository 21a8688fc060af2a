import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * A node under test loads this file by `--import`. At each SIGUSR2 it collects garbage, and then prints how much memory
 * is still used and how long its event loop was delayed since the previous signal.
 */
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

process.on('SIGUSR2', () => {
  const loopP99Ms = delay.percentile(99) / 1e6;
  const loopMaxMs = delay.max / 1e6;
  collect();
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.stdout.write(`probe ${JSON.stringify({ heapUsed, external, rss, loopP99Ms, loopMaxMs })}\n`);
  delay.reset();
});
