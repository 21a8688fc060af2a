import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const OTHERS = 0o077;

/** Makes the folder, or makes it its owner's alone; what lies in it stays as it is. */
export function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  keepOthersOut(folder);
}

/** Makes a folder and all that lies in it its owner's alone. */
export function makeAllPrivate(folder: string): void {
  makePrivate(folder);
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) keepOthersOut(join(folder, path));
}

function keepOthersOut(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats || (stats.mode & OTHERS) === 0) return;
  try {
    chmodSync(path, stats.isDirectory() ? FOLDER_MODE : FILE_MODE);
  } catch (error) {
    // EPERM is ignored. The file system has no modes, or the folder is a mount of another user, who decides who may read it.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  }
}
