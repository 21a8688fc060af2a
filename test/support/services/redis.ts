import { existsSync } from 'node:fs';
import { type Service, startService } from './service.ts';

const INSTALLED = '/usr/bin/redis-server';

/** Return the path of the Redis server, where Debian and Ubuntu install it. */
export function findRedis(): string | undefined {
  return existsSync(INSTALLED) ? INSTALLED : undefined;
}

/** Start an empty Redis. With `keeps` it still has its data after a restart, otherwise it is empty again. */
export function startRedis(binary: string, { keeps = false }: { keeps?: boolean } = {}): Promise<Service> {
  const persistence = keeps ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no'];
  return startService({
    name: 'redis',
    url: (port) => `redis://127.0.0.1:${port}`,
    ready: /Ready to accept connections/,
    command: (port, folder) => ({
      file: binary,
      args: ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...persistence],
    }),
  });
}
