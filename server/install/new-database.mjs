/**
 * npm's postinstall step: makes the empty database that a first start copies. It never fails an installation: without it,
 * the first start makes its database itself, and takes some seconds more.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The first start takes less time to make its database than an installation may wait for a step that hangs. */
const TIMEOUT_MS = 120_000;
const script = fileURLToPath(new URL('../../persistence/new-database.ts', import.meta.url));

// An image installs the packages before it has the sources. `node` is the one that npm brought, as for `npm start`.
if (existsSync(script)) {
  const { status } = spawnSync('node', [script], { stdio: ['ignore', 'ignore', 'pipe'], timeout: TIMEOUT_MS });
  process.stdout.write(`Embedded database: ${status === 0 ? 'made' : 'the first start makes it'}\n`);
}
