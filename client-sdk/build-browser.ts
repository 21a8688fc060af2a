import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { BuildOptions } from 'esbuild';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The esbuild options that all bundles of the client share. */
export const common = {
  entryPoints: [here('./src/index.ts')],
  bundle: true,
  format: 'esm',
  minify: true,
  target: 'es2022',
  legalComments: 'none',
} as const satisfies BuildOptions;

/** Build the bundle that pages load. `npm start` waits for it, so this file loads nothing but esbuild. */
export async function buildBrowser(): Promise<void> {
  await build({ ...common, outfile: here('./dist/browser.js'), platform: 'browser' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildBrowser();
