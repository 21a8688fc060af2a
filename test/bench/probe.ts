import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * A measured node loads this file by `--import`. At each SIGUSR2 the node collects garbage, and prints the remaining memory
 * and the delays of its event loop since the previous signal.
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
