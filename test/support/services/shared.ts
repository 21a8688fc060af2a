import { inject } from 'vitest';

/** The names of the services and files that all test files of a run share. */
export type Shared =
  /** The address of a PostgreSQL with pgvector. Tests create their own databases on it. */
  | 'postgres'
  /** The name of a database on that server. It has the tables of the product and of pg-boss, and is copied by tests. */
  | 'template'
  /** The path of a tar file with a PGlite data directory that has the same tables. */
  | 'pglite'
  /** The address of a Redis server. */
  | 'redis'
  /** The address of a node (see `sharedNode`). */
  | 'node'
  /** The address at which Playwright connects to a Chromium. */
  | 'chromium';

/** Return the address, path or name of something shared. If it has not been started, wait until it is. */
export async function shared(name: Shared): Promise<string> {
  const response = await fetch(`${inject('desk')}/${name}`);
  const answer = await response.text();
  if (!response.ok) throw new Error(`${name} did not start: ${answer}`);
  return answer;
}
