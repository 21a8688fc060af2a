import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { buildPackage } from '../../../client-sdk/build.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { sharedNode } from '../../support/node.ts';

const run = promisify(execFile);
const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

/** Return the first example in the README, with the address of the test's server and a new email address. */
async function readmeExample(url: string): Promise<string> {
  const readme = await readFile(join(REPOSITORY, 'client-sdk/README.md'), 'utf8');
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  return example
    .replaceAll('http://localhost:3000', url)
    .replace('ada@example.com', `${crypto.randomUUID()}@example.com`);
}

it(
  'the package has its types: a project that installs it compiles and runs the example of the README',
  { timeout: 120_000 },
  async () => {
    const { url } = await sharedNode();
    await buildPackage();
    const folder = await mkdtemp(join(tmpdir(), 'courseside-consumer-'));
    onCleanup(() => rm(folder, { recursive: true, force: true }));
    const { stdout } = await run(
      'npm',
      ['pack', join(REPOSITORY, 'client-sdk'), '--json', '--pack-destination', folder],
      { cwd: folder },
    );
    const installed = join(folder, 'node_modules/@courseside/client');
    await mkdir(installed, { recursive: true });
    await run('tar', ['-xzf', join(folder, JSON.parse(stdout)[0].filename), '-C', installed, '--strip-components=1']);
    // npm would install these dependencies too.
    for (const dependency of ['socket.io-client', 'zod', '@types'])
      await symlink(join(REPOSITORY, 'node_modules', dependency), join(folder, 'node_modules', dependency));

    const compilerOptions = {
      strict: true,
      module: 'nodenext',
      target: 'es2024',
      noEmit: true,
      types: ['node'],
      skipLibCheck: true,
    };
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    const compile = async (source: string) => {
      await writeFile(join(folder, 'app.ts'), source);
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts'] }));
      return run(join(REPOSITORY, 'node_modules/.bin/tsc'), ['-p', folder]).then(
        () => '',
        (error: { stdout: string }) => error.stdout,
      );
    };

    const example = await readmeExample(url);
    expect(await compile(`${example.replace("'How do I warm up?'", '42')}`)).toMatch(
      /'number' is not assignable to .*'string'/,
    );
    expect(
      await compile(
        `import { fileStore } from '@courseside/client/node';\nexport const minutes: number = fileStore('x');`,
      ),
    ).toMatch(/KeyValue/);
    expect(await compile(`${example}\nclient.close();`)).toBe('');
    const { stdout: said } = await run(process.execPath, [join(folder, 'app.ts')], { cwd: folder, timeout: 30_000 });
    expect(said).toContain('progress.log applied');
    expect(said.length).toBeGreaterThan(60);
  },
);
