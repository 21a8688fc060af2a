import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyValue } from './stores.ts';

/**
 * Store values in files in a folder, one file per value. A value whose `set` has resolved survives a crash.
 *
 * @param folder the folder, which is created if it does not exist; only its owner can read the files
 * @throws every method throws the error of the file system if the folder can't be used
 * @example
 * const client = connect(url, tokens, { store: fileStore('/var/lib/my-app/courseside') });
 */
export function fileStore(folder: string): KeyValue {
  const fileOf = (key: string) => join(folder, `${encodeURIComponent(key)}.json`);
  const made = mkdir(folder, { recursive: true });
  return {
    async get(key) {
      await made;
      try {
        return JSON.parse(await readFile(fileOf(key), 'utf8'));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async set(key, value) {
      await made;
      const file = fileOf(key);
      // The new value is written to a draft and renamed, so that a crash leaves the earlier value intact.
      const draft = `${file}.${crypto.randomUUID()}.draft`;
      const handle = await open(draft, 'w', 0o600);
      try {
        await handle.writeFile(JSON.stringify(value));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(draft, file);
    },
    async remove(key) {
      await made;
      await rm(fileOf(key), { force: true });
    },
    async keys(prefix) {
      await made;
      return (await readdir(folder))
        .filter((name) => name.endsWith('.json'))
        .map((name) => decodeURIComponent(name.slice(0, -'.json'.length)))
        .filter((key) => key.startsWith(prefix))
        .sort();
    },
  };
}
