import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Service, startService } from './service.ts';

const INSTALLED_VERSIONS = '/usr/lib/postgresql';
const OLDEST_SUPPORTED_VERSION = 15;

/** Return the folder of the newest installed PostgreSQL with pgvector, where Debian and Ubuntu install it. */
export function findPostgres(): string | undefined {
  if (!existsSync(INSTALLED_VERSIONS)) return undefined;
  return readdirSync(INSTALLED_VERSIONS)
    .map(Number)
    .filter((version) => version >= OLDEST_SUPPORTED_VERSION)
    .sort((left, right) => right - left)
    .filter((version) => existsSync(`/usr/share/postgresql/${version}/extension/vector.control`))
    .map((version) => join(INSTALLED_VERSIONS, String(version), 'bin'))
    .find((folder) => existsSync(join(folder, 'postgres')));
}

/**
 * Start an empty PostgreSQL that accepts local connections without a password.
 * A `durable` one keeps committed data when its processes are killed. With `fsync` it also keeps them when the machine
 * crashes, and is slower. `preload` is the name of a library that it loads.
 */
export function startPostgres(
  binaries: string,
  { durable, fsync = false, preload = '' }: { durable: boolean; fsync?: boolean; preload?: string },
): Promise<Service> {
  const user = unprivilegedUser();
  return startService({
    name: 'postgres',
    user,
    url: (port) => `postgres://postgres@127.0.0.1:${port}/postgres`,
    ready: /database system is ready to accept connections/,
    async prepare(folder) {
      const args = ['-D', join(folder, 'data'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'];
      await promisify(execFile)(join(binaries, 'initdb'), args, { cwd: folder, ...user });
    },
    command(port, folder) {
      const settings = {
        listen_addresses: '127.0.0.1',
        port,
        unix_socket_directories: folder,
        max_connections: 200,
        fsync: fsync ? 'on' : 'off',
        synchronous_commit: durable ? 'on' : 'off',
        full_page_writes: fsync ? 'on' : 'off',
        shared_buffers: '64MB',
        shared_preload_libraries: preload,
        dynamic_shared_memory_type: 'mmap',
        logging_collector: 'off',
      };
      const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
      return { file: join(binaries, 'postgres'), args: ['-D', join(folder, 'data'), ...options] };
    },
  });
}

/** If this process runs as root, return the user `postgres`, because PostgreSQL refuses to run as root. */
export function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}
