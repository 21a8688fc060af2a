import { describe, inject } from 'vitest';
import { INSTALL_COMMAND } from '../closing-line.ts';

/** What a suite can ask for. `own-…` is a server the test may pause, kill and restart. */
export type Requirement = 'postgres' | 'redis' | 'chromium' | 'own-postgres' | 'own-redis';

const KEY_OF = {
  postgres: 'databaseUrl',
  redis: 'redisUrl',
  chromium: 'chromium',
  'own-postgres': 'postgresBinaries',
  'own-redis': 'redisBinary',
} as const satisfies Record<Requirement, string>;

/**
 * A `describe` for suites that need real services: `describeWith('postgres', 'redis')('two nodes', () => { … })`.
 * The only place where a suite is skipped: `npm test` is to run on a bare machine, and says by the suite's name what is
 * missing and how to get it. Where everything is required, as in CI, the global set-up has failed before.
 */
export function describeWith(...requirements: Requirement[]): (name: string, suite: () => void) => void {
  const missing = requirements.filter((requirement) => inject(KEY_OF[requirement]) === undefined);
  if (missing.length === 0) return (name, suite) => void describe(name, suite);
  const reason = `needs ${missing.join(', ')}: ${INSTALL_COMMAND}`;
  return (name, suite) => void describe.skip(`${name} (${reason})`, suite);
}

/** A provided value inside a suite that `describeWith` lets run only when it exists. */
export function provided(requirement: Requirement): string {
  const value = inject(KEY_OF[requirement]);
  if (value === undefined) throw new Error(`wrap the suite in describeWith('${requirement}')`);
  return value;
}
