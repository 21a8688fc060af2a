import { readFileSync } from 'node:fs';
import { describe } from 'vitest';
import type { Database } from '../../persistence/database/database.ts';
import { openDatabase } from '../../persistence/database/open.ts';
import { onCleanup } from './cleanup.ts';
import { migratedDatabase } from './services/own.ts';
import { describeWith } from './services/require.ts';
import { shared } from './services/shared.ts';

export type DatabaseKind = Database['kind'];

/** Run the suite on each kind of database that the product supports. */
export function describeEachDatabase(name: string, suite: (kind: DatabaseKind) => void): void {
  describe(`${name} on PGlite`, () => void suite('pglite'));
  describeWith('postgres')(`${name} on Postgres`, () => void suite('postgres'));
}

/**
 * Open a new database with the tables of the product and of pg-boss. It is a copy of a prepared database. It is closed
 * and deleted when the test ends. Outside a test, that happens when the file ends.
 */
export async function testDatabase(kind: DatabaseKind): Promise<Database> {
  const database =
    kind === 'pglite'
      ? await openDatabase({ loadFrom: new Blob([readFileSync(await shared('pglite'))]) })
      : await openDatabase({ url: (await migratedDatabase()).url });
  onCleanup(() => database.close());
  return database;
}
