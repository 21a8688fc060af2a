import { enableCompileCache } from 'node:module';

// This call comes before the imports, so that from the second start on Node reads compiled code and saves half a
// second.
enableCompileCache();
const { ConfigError } = await import('./config/config-error.ts');
const { loadConfig } = await import('./config.ts');

try {
  const config = loadConfig();
  const [role, index] = process.argv.slice(2);
  if (config.nodes > 1 && role !== '--member') {
    const { supervise } = await import('./supervise.ts');
    supervise(config);
  } else {
    const { runNode } = await import('./run-node.ts');
    await runNode(config, index ? Number(index) : 0);
  }
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : (error as Error).stack}\n`);
  process.exit(1);
}
