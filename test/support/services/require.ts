import { describe, inject } from 'vitest';
import type { ProvidedContext } from 'vitest';
import { INSTALL_COMMAND } from '../closing-line.ts';
import type { Shared } from './shared.ts';

/** A service that a suite can require. `own-…` is a server that the test may pause, kill and restart. */
export type Requirement = keyof ProvidedContext['found'];

/**
 * Return a `describe` for suites that need real services: `describeWith('postgres', 'redis')('two nodes', () => { …
 * })`. This is the only place where a suite is skipped. The name of a skipped suite says what is missing and how to
 * install it.
 */
export function describeWith(...requirements: Requirement[]): (name: string, suite: () => void) => void {
  const missing = requirements.filter((requirement) => inject('found')[requirement] === undefined);
  if (missing.length === 0) return (name, suite) => void describe(name, suite);
  const reason = `needs ${missing.join(', ')}: ${INSTALL_COMMAND}`;
  // Without the service the suite can't run, but a machine without services must be able to run the other suites. So
  // the suite is listed as skipped, with the reason in its name. `REQUIRE_SERVICES=1`, as in `test:all`, ends the run
  // before this point.
  return (name, suite) => void describe.skip(`${name} (${reason})`, suite);
}

/**
 * Return the path or address of a service. Call it inside a suite of `describeWith`, which runs only if the machine has
 * the service.
 */
export function provided(requirement: Exclude<Requirement, Shared>): string {
  const value = inject('found')[requirement];
  if (value === undefined) throw new Error(`wrap the suite in describeWith('${requirement}')`);
  return value;
}
