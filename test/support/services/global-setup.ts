import type { TestProject } from 'vitest/node';
import { INSTALL_COMMAND } from '../closing-line.ts';
import { findChromium } from './find-chromium.ts';
import { findPostgres, startPostgres } from './postgres.ts';
import { findRedis, startRedis } from './redis.ts';
import type { Service } from './service.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A PostgreSQL with pgvector whose role may create databases; its own database belongs to nobody. */
    databaseUrl: string | undefined;
    redisUrl: string | undefined;
    /** Path of a Chromium executable. */
    chromium: string | undefined;
    /** Folder of the PostgreSQL binaries, for tests that break a server of their own. */
    postgresBinaries: string | undefined;
    redisBinary: string | undefined;
  }
}

/**
 * Finds or starts what the suites need, once for the whole run. `REQUIRE_SERVICES=1` makes anything missing a failure;
 * without it, `describeWith` reports the suites that need it as skipped.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started: Service[] = [];
  const stopAll = async () => void (await Promise.all(started.map((service) => service.stop())));
  async function urlOf(
    given: string | undefined,
    binary: string | undefined,
    start: (binary: string) => Promise<Service>,
  ) {
    if (given) return given;
    if (binary === undefined) return undefined;
    const service = await start(binary);
    started.push(service);
    return service.url;
  }

  const postgresBinaries = findPostgres();
  const redisBinary = findRedis();
  const chromium = findChromium();
  const urls = await Promise.allSettled([
    urlOf(process.env.TEST_DATABASE_URL, postgresBinaries, (binaries) => startPostgres(binaries, { durable: false })),
    urlOf(process.env.TEST_REDIS_URL, redisBinary, startRedis),
  ]);
  const failed = urls.find((result) => result.status === 'rejected');
  if (failed) {
    await stopAll();
    throw failed.reason;
  }
  const [databaseUrl, redisUrl] = urls.map((result) => (result.status === 'fulfilled' ? result.value : undefined));

  const found = { databaseUrl, redisUrl, chromium, postgresBinaries, redisBinary };
  const missing = Object.entries(found).filter(([, value]) => value === undefined);
  if (process.env.REQUIRE_SERVICES === '1' && missing.length > 0) {
    await stopAll();
    const names = missing.map(([name]) => name).join(', ');
    throw new Error(`missing services: ${names}. ${INSTALL_COMMAND} installs them.`);
  }
  project.provide('databaseUrl', databaseUrl);
  project.provide('redisUrl', redisUrl);
  project.provide('chromium', chromium);
  project.provide('postgresBinaries', postgresBinaries);
  project.provide('redisBinary', redisBinary);
  return stopAll;
}
