import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const OTHERS = 0o077;

/**
 * Makes the folder if there is none, and denies all other users access to it. The contents of the folder keep their
 * modes.
 */
export function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  keepOthersOut(folder);
}

/** Denies all other users access to a folder and everything in it. */
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
