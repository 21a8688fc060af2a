import { openNode } from './compose/index.ts';
import type { Config } from './config.ts';

/** The message that a process sends to its supervisor when it is ready. */
export interface Ready {
  ready: { port: number; engine: string; tutor: string };
}

/** Run one node in this process until a signal or the end of its supervisor stops it. */
export async function runNode(config: Config, member = 0): Promise<void> {
  const node = await openNode(config, member);
  const { port, engine, tutor } = node;
  if (process.send) process.send({ ready: { port, engine, tutor } } satisfies Ready);
  else process.stdout.write(readyLine(config.host, { port, engine, tutor }));

  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    node.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const occasion of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(occasion, stop);
}

export function readyLine(host: string, { port, engine, tutor }: Ready['ready']): string {
  return `Courseside is ready at http://${host}:${port} (sockets: ${engine}, tutor: ${tutor})\n`;
}
