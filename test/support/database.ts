import { readFileSync } from 'node:fs';
import { describe } from 'vitest';
import type { Database } from '../../persistence/database/database.ts';
import { openDatabase } from '../../persistence/database/open.ts';
import { onCleanup } from './cleanup.ts';
import { migratedDatabase } from './services/own.ts';
import { describeWith } from './services/require.ts';
import { shared } from './services/shared.ts';

export type DatabaseKind = Database['kind'];

/** The suite once for each database the product runs on. */
export function describeEachDatabase(name: string, suite: (kind: DatabaseKind) => void): void {
  describe(`${name} on PGlite`, () => void suite('pglite'));
  describeWith('postgres')(`${name} on Postgres`, () => void suite('postgres'));
}

/**
 * A database of its own, migrated and with pg-boss' tables, copied from one that was prepared once.
 * Closed and dropped when the test, or outside a test its file, ends.
 */
export async function testDatabase(kind: DatabaseKind): Promise<Database> {
  const database =
    kind === 'pglite'
      ? await openDatabase({ loadFrom: new Blob([readFileSync(await shared('pglite'))]) })
      : await openDatabase({ url: (await migratedDatabase()).url });
  onCleanup(() => database.close());
  return database;
}
