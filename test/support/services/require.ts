import { describe, inject } from 'vitest';
import type { ProvidedContext } from 'vitest';
import { INSTALL_COMMAND } from '../closing-line.ts';
import type { Shared } from './shared.ts';

/** The name of a service that a suite may need. `own-…` means a server that the test may pause, kill and restart. */
export type Requirement = keyof ProvidedContext['found'];

/**
 * Return a `describe` for suites that need real services: `describeWith('postgres', 'redis')('two nodes', () => { …
 * })`. If a service is missing, the suite is skipped, and its name says what to install. No suite is skipped anywhere
 * else.
 */
export function describeWith(...requirements: Requirement[]): (name: string, suite: () => void) => void {
  const missing = requirements.filter((requirement) => inject('found')[requirement] === undefined);
  if (missing.length === 0) return (name, suite) => void describe(name, suite);
  const reason = `needs ${missing.join(', ')}: ${INSTALL_COMMAND}`;
  // Machines without the services must be able to run the other suites, so this one is only skipped. With
  // `REQUIRE_SERVICES=1`, as in `test:all`, the run has already failed before.
  return (name, suite) => void describe.skip(`${name} (${reason})`, suite);
}

/** Return the path or address of a service. Call it in a suite of `describeWith`, so that the service exists. */
export function provided(requirement: Exclude<Requirement, Shared>): string {
  const value = inject('found')[requirement];
  if (value === undefined) throw new Error(`wrap the suite in describeWith('${requirement}')`);
  return value;
}
