import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));
const HERE = fileURLToPath(new URL('./', import.meta.url));
/**
 * The files of the package that a Node program loads. The type declarations and the bundle for browsers are left out.
 */
const KEPT = ['package.json', 'dist/index.js', 'dist/node.js'];

/**
 * Build the SDK as it was at this commit, with the build script of that commit. Return the path of the file that `npm
 * pack` makes.
 */
async function packed(commit: string, folder: string): Promise<string> {
  const source = join(folder, 'source.tar');
  await run('git', ['archive', '--output', source, commit], { cwd: REPOSITORY });
  await run('tar', ['-xf', source, '-C', folder]);
  await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  await run(process.execPath, ['client-sdk/build.ts'], { cwd: folder });
  const { stdout } = await run('npm', ['pack', './client-sdk', '--json'], { cwd: folder });
  return join(folder, JSON.parse(stdout)[0].filename);
}

/** Unpack the kept files into this folder. As in npm's registry, `gitHead` in package.json names the commit. */
async function keep(archive: string, commit: string): Promise<void> {
  const files = KEPT.map((file) => `package/${file}`);
  await run('tar', ['-xzf', archive, '-C', HERE, '--strip-components=1', ...files]);
  const manifest = join(HERE, 'package.json');
  const fields = JSON.parse(await readFile(manifest, 'utf8'));
  await writeFile(manifest, `${JSON.stringify({ ...fields, gitHead: commit }, null, 2)}\n`);
}

const [revision] = process.argv.slice(2);
if (!revision) throw new Error('Name the commit of the release: node test/socket/sdk/previous/remake.ts <commit>');
const { stdout } = await run('git', ['rev-parse', '--verify', `${revision}^{commit}`], { cwd: REPOSITORY });
const folder = await mkdtemp(join(tmpdir(), 'courseside-previous-'));
try {
  await keep(await packed(stdout.trim(), folder), stdout.trim());
} finally {
  await rm(folder, { recursive: true, force: true });
}
