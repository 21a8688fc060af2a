import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openNode } from './compose.ts';
import { ConfigError, loadConfig } from './config.ts';

const BUNDLE = new URL('../client-sdk/dist/browser.js', import.meta.url);

try {
  const config = loadConfig();
  if (!existsSync(fileURLToPath(BUNDLE))) {
    const { buildBrowser } = await import('../client-sdk/build.ts');
    await buildBrowser();
  }
  const node = await openNode(config);
  process.stdout.write(`Courseside is ready at http://${config.host}:${node.port} (sockets: ${node.engine}, tutor: ${node.tutor})\n`);
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      node.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : (error as Error).stack}\n`);
  process.exit(1);
}
