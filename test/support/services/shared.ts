import { inject } from 'vitest';

/** What a run has once. */
export type Shared =
  /** Address of a PostgreSQL with pgvector whose role may create databases; its own database belongs to nobody. */
  | 'postgres'
  /** Name of a database there that has the schema of the product and of pg-boss. */
  | 'template'
  /** Path of the same as a tar of PGlite's data directory. */
  | 'pglite'
  /** Address of a Redis. */
  | 'redis'
  /** Address of a node: see `sharedNode`. */
  | 'node'
  /** Address at which Playwright connects to a Chromium. */
  | 'chromium';

/** Its address, path or name. The first to ask waits until it has started. */
export async function shared(name: Shared): Promise<string> {
  const response = await fetch(`${inject('desk')}/${name}`);
  const answer = await response.text();
  if (!response.ok) throw new Error(`${name} did not start: ${answer}`);
  return answer;
}
