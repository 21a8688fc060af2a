import { chmodSync, mkdtempSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { onCleanup } from '../cleanup.ts';
import { startKeeper } from './service.ts';

const MEMORY = '/dev/shm';
/** Several times what the databases of a run take. */
const ENOUGH_BYTES = 2 * 1_024 ** 3;

/**
 * Puts temporary files of this process and its children into memory where that has room: a database that lives for one
 * test needs no disk. The folder goes when this process ends, however it ends.
 */
export function keepTemporaryFilesInMemory(): void {
  if (process.env['TMPDIR'] || freeBytes(MEMORY) < ENOUGH_BYTES) return;
  const folder = mkdtempSync(join(MEMORY, 'courseside-tests-'));
  // PostgreSQL runs as another user below it.
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
