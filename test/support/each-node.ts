import { beforeAll, describe } from 'vitest';
import { startNode } from './node.ts';
import { freshDatabase } from './services/own.ts';
import { describeWith } from './services/require.ts';

/**
 * Run the suite on a node with each kind of database that the product supports. `url` returns the address of the node.
 */
export function describeEachNode(name: string, suite: (url: () => string) => void): void {
  describe(`${name}, embedded`, () => {
    suite(nodeOf(async () => ({})));
  });
  describeWith('postgres')(`${name}, on Postgres`, () => {
    suite(nodeOf(async () => ({ DATABASE_URL: (await freshDatabase()).url })));
  });
}

function nodeOf(environment: () => Promise<{ [name: string]: string }>): () => string {
  let url = '';
  beforeAll(async () => {
    ({ url } = await startNode(await environment()));
  });
  return () => url;
}
