import { describe, inject } from 'vitest';
import type { ProvidedContext } from 'vitest';
import { INSTALL_COMMAND } from '../closing-line.ts';
import type { Shared } from './shared.ts';

/** What a suite can ask for. `own-…` is a server the test may pause, kill and restart. */
export type Requirement = keyof ProvidedContext['found'];

/**
 * A `describe` for suites that need real services: `describeWith('postgres', 'redis')('two nodes', () => { … })`.
 * The only place where a suite is skipped; its name then says what is missing and how to get it.
 */
export function describeWith(...requirements: Requirement[]): (name: string, suite: () => void) => void {
  const missing = requirements.filter((requirement) => inject('found')[requirement] === undefined);
  if (missing.length === 0) return (name, suite) => void describe(name, suite);
  const reason = `needs ${missing.join(', ')}: ${INSTALL_COMMAND}`;
  // Without the service the suite cannot run, and a bare machine has to be able to run the others. It is listed as
  // skipped, with the reason in its name. `REQUIRE_SERVICES=1`, as in `test:all`, ends the run before it gets here.
  return (name, suite) => void describe.skip(`${name} (${reason})`, suite);
}

/** Where the machine has it, inside a suite that `describeWith` lets run only when it does. */
export function provided(requirement: Exclude<Requirement, Shared>): string {
  const value = inject('found')[requirement];
  if (value === undefined) throw new Error(`wrap the suite in describeWith('${requirement}')`);
  return value;
}
