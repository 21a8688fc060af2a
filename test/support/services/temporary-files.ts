import { chmodSync, mkdtempSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { onCleanup } from '../cleanup.ts';
import { startKeeper } from './service.ts';

const MEMORY = '/dev/shm';
/** The least free memory, in bytes, with which it is used for files. The databases of a run need much less. */
const ENOUGH_BYTES = 2 * 1_024 ** 3;

/**
 * Keep the temporary files of this process and its children in memory, if enough is free. Databases that live for one
 * test need no disk. The folder is removed when this process ends, even if it is killed.
 */
export function keepTemporaryFilesInMemory(): void {
  if (process.env['TMPDIR'] || freeBytes(MEMORY) < ENOUGH_BYTES) return;
  const folder = mkdtempSync(join(MEMORY, 'courseside-tests-'));
  // PostgreSQL runs as another user, who must be able to enter the folder.
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
