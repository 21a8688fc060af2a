import { readFileSync } from 'node:fs';
import { describe } from 'vitest';
import type { Database } from '../../persistence/database/database.ts';
import { openDatabase } from '../../persistence/database/open.ts';
import { onCleanup } from './cleanup.ts';
import { migratedDatabase } from './services/own.ts';
import { describeWith } from './services/require.ts';
import { shared } from './services/shared.ts';

export type DatabaseKind = Database['kind'];

/** Run the suite once for each database that the product runs on. */
export function describeEachDatabase(name: string, suite: (kind: DatabaseKind) => void): void {
  describe(`${name} on PGlite`, () => void suite('pglite'));
  describeWith('postgres')(`${name} on Postgres`, () => void suite('postgres'));
}

/**
 * Open a separate database with the product's schema and pg-boss' tables. It is a copy of a database that was prepared
 * once. It is closed and dropped at the end of the test or, outside a test, of the file.
 */
export async function testDatabase(kind: DatabaseKind): Promise<Database> {
  const database =
    kind === 'pglite'
      ? await openDatabase({ loadFrom: new Blob([readFileSync(await shared('pglite'))]) })
      : await openDatabase({ url: (await migratedDatabase()).url });
  onCleanup(() => database.close());
  return database;
}
