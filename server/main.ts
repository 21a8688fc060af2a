import { enableCompileCache } from 'node:module';

// Before the imports it serves: the second start then reads compiled code, half a second less.
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
