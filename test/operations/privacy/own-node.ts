import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../../persistence/database/database.ts';
import { openDatabase } from '../../../persistence/database/open.ts';
import { handleOf, rows } from '../../../persistence/database/sql.ts';
import { onCleanup } from '../../support/cleanup.ts';
import type { DatabaseKind } from '../../support/database.ts';
import { startNode } from '../../support/node.ts';
import { freshDatabase } from '../../support/services/own.ts';

export interface OwnNode {
  url: string;
  /** Stops the node and then opens its database. */
  database(): Promise<Database>;
}

/** Start a node with its own database. The test reads the database after the node has stopped. */
export async function startOwnNode(kind: DatabaseKind): Promise<OwnNode> {
  const place = await (kind === 'pglite' ? folder() : server());
  const node = await startNode(place.environment);
  return {
    url: node.url,
    async database() {
      await node.stop();
      const database = await openDatabase(place.options);
      onCleanup(() => database.close());
      return database;
    },
  };
}

async function folder() {
  const dataDir = await mkdtemp(join(tmpdir(), 'courseside-'));
  onCleanup(() => rm(dataDir, { recursive: true, force: true }));
  return { environment: { DATA_DIR: dataDir } as { [name: string]: string }, options: { dataDir } };
}

async function server() {
  const { url } = await freshDatabase();
  return { environment: { DATABASE_URL: url } as { [name: string]: string }, options: { url } };
}

/**
 * For each table that still contains one of the words, return the table and those words. All columns of all tables are
 * searched, even of tables that the product did not create.
 */
export async function tablesWith({ orm }: Database, words: string[]): Promise<Map<string, string[]>> {
  const sql = <T>(text: string, values?: unknown[]) => rows<T>(handleOf(orm.em), text, values);
  const tables = await sql<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const found = new Map<string, string[]>();
  for (const { name } of tables) {
    const standing = await sql<{ word: string }>(
      `SELECT DISTINCT word FROM ${name} AS row, unnest($1::text[]) AS word WHERE strpos(lower(row::text), word) > 0`,
      [words],
    );
    for (const { word } of standing) found.set(word, [...(found.get(word) ?? []), name.replace('public.', '')]);
  }
  return found;
}
