import { chmodSync, mkdtempSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { onCleanup } from '../cleanup.ts';
import { startKeeper } from './service.ts';

const MEMORY = '/dev/shm';
/** The least free memory. It is several times what the databases of a run take. */
const ENOUGH_BYTES = 2 * 1_024 ** 3;

/**
 * Put the temporary files of this process and its children into memory if there is enough room, because a database that
 * lives for one test needs no disk. The folder is removed when this process ends, even if it is killed.
 */
export function keepTemporaryFilesInMemory(): void {
  if (process.env['TMPDIR'] || freeBytes(MEMORY) < ENOUGH_BYTES) return;
  const folder = mkdtempSync(join(MEMORY, 'courseside-tests-'));
  // PostgreSQL runs as another user and uses this folder.
  chmodSync(folder, 0o755);
  const keeper = startKeeper(folder);
  onCleanup(() => keeper.stdin?.end());
  process.env['TMPDIR'] = folder;
}

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return 0;
  }
}
