import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { z } from 'zod';
import type { OperationSpec } from '../domain/contract/define.ts';
import { operations } from '../domain/contract/index.ts';
import { MAX_SYNC_OPERATIONS } from '../domain/contract/protocol.ts';
import { MIN_PROTOCOL_VERSION, PROTOCOL_VERSION } from '../domain/contract/version.ts';
import { buildBrowser, common } from './build-browser.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const TABLE = here('./src/generated/operations.ts');
/** The maximum size of the client in bytes, compressed with gzip, without socket.io-client. */
const BUDGET_BYTES = 25_000;

/**
 * Return the source code of the table of operations. The table has the facts about each operation that the client needs
 * at run time, so that the client need not load zod.
 */
function tableSource(): string {
  const rows = Object.entries(operations as { [name: string]: OperationSpec<z.ZodType, z.ZodType> })
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, spec]) => {
      const { properties = {} } = z.toJSONSchema(spec.input, { io: 'input', unrepresentable: 'any' }) as {
        properties?: object;
      };
      // For an edit, only its own time `editedAt` is filled in. The field `occurredAt` would change the time of the
      // edited entry.
      const mayFill = 'editedAt' in properties ? ['editedAt'] : ['id', 'occurredAt', 'zone'];
      const fills = spec.offline ? mayFill.filter((field) => field in properties) : [];
      const entry = {
        socket: spec.socket !== false,
        ...(spec.writes && { writes: true }),
        ...(spec.offline && { offline: true }),
        ...(fills.length > 0 && { fills }),
        ...(spec.rest && { rest: { method: spec.rest.method, path: spec.rest.path } }),
      };
      return `  '${name}': ${JSON.stringify(entry)},`;
    });
  return [
    '// Derived from domain/contract by client-sdk/build.ts; do not edit.',
    "import type { OperationName } from '../../../domain/contract/index.ts';",
    '',
    'export interface Row {',
    '  socket: boolean;',
    '  writes?: boolean;',
    '  offline?: boolean;',
    '  /** The fields that the client fills in when it puts the operation into its queue. */',
    '  fills?: string[];',
    '  rest?: { method: string; path: string };',
    '}',
    '',
    'export const table: { readonly [N in OperationName]: Row } = {',
    ...rows,
    '};',
    '',
    `export const PROTOCOL_VERSION = ${PROTOCOL_VERSION};`,
    `export const MIN_PROTOCOL_VERSION = ${MIN_PROTOCOL_VERSION};`,
    `export const MAX_SYNC_OPERATIONS = ${MAX_SYNC_OPERATIONS};`,
    '',
  ].join('\n');
}

/**
 * Build the files that `npm pack` packs: the client, its store for Node, and the types, including those of the
 * contract.
 */
export async function buildPackage(): Promise<void> {
  await build({ ...common, outfile: here('./dist/index.js'), platform: 'neutral', external: ['socket.io-client'] });
  await build({ ...common, entryPoints: [here('./src/node.ts')], outfile: here('./dist/node.js'), platform: 'node' });
  await rm(here('./dist/types'), { recursive: true, force: true });
  await promisify(execFile)(here('../node_modules/.bin/tsc'), ['-p', here('./tsconfig.types.json')]);
}

async function main(): Promise<void> {
  const fresh = tableSource();
  if (process.argv.includes('--check')) {
    if ((await readFile(TABLE, 'utf8').catch(() => '')) === fresh) return;
    process.stderr.write('client-sdk/src/generated/operations.ts is out of date: run "npm run build:sdk"\n');
    process.exitCode = 1;
    return;
  }
  await mkdir(here('./src/generated'), { recursive: true });
  await writeFile(TABLE, fresh);
  await buildBrowser();
  await buildPackage();
  const size = gzipSync(await readFile(here('./dist/index.js'))).length;
  process.stdout.write(`dist/index.js: ${size} bytes gzip of ${BUDGET_BYTES}\n`);
  if (size > BUDGET_BYTES) {
    process.stderr.write('The SDK is over its size budget\n');
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
