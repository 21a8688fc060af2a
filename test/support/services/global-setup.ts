import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { cleanUp } from '../cleanup.ts';
import { INSTALL_COMMAND } from '../closing-line.ts';
import { startNode } from '../node.ts';
import { startChromium } from './chromium.ts';
import { findChromium } from './find-chromium.ts';
import { findPostgres, startPostgres } from './postgres.ts';
import { preparedPglite, preparedTemplate, unpackPglite } from './prepared.ts';
import { findRedis, startRedis } from './redis.ts';
import { keptUntilCleanup } from './service.ts';
import { openSharedServices } from './shared-services.ts';
import { keepTemporaryFilesInMemory } from './temporary-files.ts';

/** Where each service was found on this machine. Undefined if it is missing. */
interface Found {
  /** The folder of the PostgreSQL binaries, or the address of a server that is already running. */
  postgres: string | undefined;
  redis: string | undefined;
  chromium: string | undefined;
  /** The folder of the PostgreSQL binaries, for tests that start a server of their own to pause or kill it. */
  'own-postgres': string | undefined;
  'own-redis': string | undefined;
}

declare module 'vitest' {
  export interface ProvidedContext {
    found: Found;
    /** The address of the HTTP server that starts shared services (see `shared`). */
    desk: string;
  }
}

/**
 * Find the services that tests need. Shared services are started when a test first asks for them. If a service is
 * missing, the run fails with `REQUIRE_SERVICES=1`. Otherwise, `describeWith` skips the suites that need it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { TEST_DATABASE_URL, TEST_REDIS_URL, REQUIRE_SERVICES } = process.env;
  const [binaries, redis] = [findPostgres(), findRedis()];
  const found: Found = {
    postgres: TEST_DATABASE_URL || binaries,
    redis: TEST_REDIS_URL || redis,
    chromium: await findChromium(),
    'own-postgres': binaries,
    'own-redis': redis,
  };
  const missing = Object.entries(found).flatMap(([name, where]) => (where === undefined ? [name] : []));
  if (REQUIRE_SERVICES === '1' && missing.length > 0)
    throw new Error(`missing services: ${missing.join(', ')}. ${INSTALL_COMMAND} installs them.`);

  keepTemporaryFilesInMemory();
  const desk = await openSharedServices({
    postgres: async () =>
      TEST_DATABASE_URL || (await keptUntilCleanup(startPostgres(installed(binaries), { durable: false }))).url,
    template: async (ask) => preparedTemplate(await ask('postgres')),
    pglite: preparedPglite,
    redis: async () => TEST_REDIS_URL || (await keptUntilCleanup(startRedis(installed(redis)))).url,
    node: async (ask) => startDefaultNode(await ask('pglite')),
    chromium: () => startChromium(installed(found.chromium)),
  });
  project.provide('found', found);
  project.provide('desk', desk);
  return cleanUp;
}

/** Start the node that all test files share, with the default settings of `startNode()`. */
async function startDefaultNode(pglite: string): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'courseside-'));
  await unpackPglite(pglite, dataDir);
  const { url } = await startNode({ DATA_DIR: dataDir });
  return url;
}

function installed(binary: string | undefined): string {
  if (binary === undefined) throw new Error(`wrap the suite in describeWith(…): ${INSTALL_COMMAND}`);
  return binary;
}
