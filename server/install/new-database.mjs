/**
 * npm's postinstall step makes the empty database that a first start copies. A failure of this step does not fail the
 * installation, because a first start without that database makes one itself, and only takes some seconds longer.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The first start takes less time to make its database than an installation may wait for a step that hangs. */
const TIMEOUT_MS = 120_000;
const script = fileURLToPath(new URL('../../persistence/new-database.ts', import.meta.url));

// The Dockerfile installs the packages before it copies the sources. `node` is the package that npm installed, as for
// `npm start`.
if (existsSync(script)) {
  const { status } = spawnSync('node', [script], { stdio: ['ignore', 'ignore', 'pipe'], timeout: TIMEOUT_MS });
  process.stdout.write(`Embedded database: ${status === 0 ? 'made' : 'the first start makes it'}\n`);
}
