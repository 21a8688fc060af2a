/**
 * npm's postinstall step makes the empty database that a first start copies. A failure of this step does not fail the
 * installation, because a first start without that database makes one itself, and only takes some seconds longer.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The time after which this step is stopped if it hangs. Normally it takes some seconds. */
const TIMEOUT_MS = 120_000;
const script = fileURLToPath(new URL('../../persistence/new-database.ts', import.meta.url));

// The script is missing while the Dockerfile builds, because it installs the packages before it copies the sources.
// `node` is the version of Node that npm installed as a package, which also runs `npm start`.
if (existsSync(script)) {
  const { status } = spawnSync('node', [script], { stdio: ['ignore', 'ignore', 'pipe'], timeout: TIMEOUT_MS });
  process.stdout.write(`Embedded database: ${status === 0 ? 'made' : 'the first start makes it'}\n`);
}
