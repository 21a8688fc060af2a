import { ConfigError, loadConfig } from './config.ts';
import { runNode } from './run-node.ts';
import { supervise } from './supervise.ts';

try {
  const config = loadConfig();
  const [role, index] = process.argv.slice(2);
  if (role === '--member') await runNode(config, Number(index));
  else if (config.nodes > 1) supervise(config);
  else await runNode(config);
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : (error as Error).stack}\n`);
  process.exit(1);
}
