import { inject } from 'vitest';

/** The names of the things that exist once per run. */
export type Shared =
  /** The address of a PostgreSQL with pgvector. Its role may create databases, and no test uses its own database. */
  | 'postgres'
  /** The name of a database on that server with the schema of the product and of pg-boss. */
  | 'template'
  /** The path of a tar file of a PGlite data directory with the same schemas. */
  | 'pglite'
  /** The address of a Redis. */
  | 'redis'
  /** The address of a node: see `sharedNode`. */
  | 'node'
  /** The address at which Playwright connects to a Chromium. */
  | 'chromium';

/** Return the address, path or name of a shared thing. The first caller waits until it has started. */
export async function shared(name: Shared): Promise<string> {
  const response = await fetch(`${inject('desk')}/${name}`);
  const answer = await response.text();
  if (!response.ok) throw new Error(`${name} did not start: ${answer}`);
  return answer;
}
