import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { signUp } from '../../support/api.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { startNode } from '../../support/node.ts';

const pathsIn = (folder: string) => [
  folder,
  ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
];

/** Return the paths below the folder that users other than the owner may access. */
const open = (folder: string) => pathsIn(folder).filter((path) => (statSync(path).mode & 0o077) !== 0);

it('[TK6] only the owner can read DATA_DIR and everything in it, even if others could before', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'courseside-'));
  onCleanup(() => rmSync(parent, { recursive: true, force: true }));
  const dataDir = join(parent, 'data');
  // A blank JWT_SECRET counts as not set, so the node generates a secret and stores it in DATA_DIR.
  const environment = { DATA_DIR: dataDir, JWT_SECRET: '' };

  const node = await startNode(environment);
  await signUp(node.url);
  expect(pathsIn(dataDir).map((path) => path.slice(dataDir.length))).toEqual(
    expect.arrayContaining(['', '/jwt-secret', '/lock', '/database/PG_VERSION']),
  );
  expect(open(dataDir)).toEqual([]);
  await node.stop();

  for (const path of pathsIn(dataDir)) chmodSync(path, statSync(path).isDirectory() ? 0o755 : 0o644);
  const again = await startNode(environment);
  await signUp(again.url);
  expect(open(dataDir)).toEqual([]);
});
