import { openNode } from './compose.ts';
import { ConfigError, loadConfig } from './config.ts';

try {
  const config = loadConfig();
  const node = await openNode(config);
  process.stdout.write(
    `Courseside is ready at http://${config.host}:${node.port} (sockets: ${node.engine}, tutor: ${node.tutor})\n`,
  );
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
