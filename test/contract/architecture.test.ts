import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { importsOf, violations } from '../support/architecture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = ['*.ts', '{domain,persistence,gateway,server,client-sdk,test}/**/*.{ts,mjs,js,css,html}'];
const NOT_OURS = /(^|\/)(node_modules|dist|generated)(\/|$)/;

function projectFiles(): Map<string, string> {
  const paths = globSync(SOURCES, { cwd: root, exclude: (path) => NOT_OURS.test(path) });
  return new Map(paths.map((path) => [path, readFileSync(`${root}/${path}`, 'utf8')]));
}

describe('the import rules', () => {
  it('hold in this repository', () => {
    const files = projectFiles();
    expect([...files.keys()]).toContain('domain/contract/define.ts');
    expect(violations(files)).toEqual([]);
  });

  it.each<[rule: string, files: Record<string, string>]>([
    ['contract imports zod alone', { 'domain/contract/a.ts': `import { Temporal } from 'temporal-polyfill';` }],
    ['contract imports no rule', { 'domain/course/contract/a.ts': `import type { R } from '../rules/r.ts';` }],
    [
      'rules take only types of the contract',
      { 'domain/training/rules/a.ts': `import { Id } from '../../contract/common.ts';` },
    ],
    [
      'an inline type loads its module',
      { 'domain/training/rules/a.ts': `import { type Id } from '../contract/common.ts';` },
    ],
    ['rules import no use case', { 'domain/training/rules/a.ts': `import type { U } from '../usecases/u.ts';` }],
    ['rules are pure', { 'domain/training/rules/a.ts': `import { readFileSync } from 'node:fs';` }],
    ['rules count no tokens', { 'domain/training/rules/a.ts': `import { encode } from 'gpt-tokenizer';` }],
    ['domain knows no SQL', { 'domain/training/usecases/a.ts': `import { raw } from '@mikro-orm/core';` }],
    [
      'domain sees no persistence',
      { 'domain/training/usecases/a.ts': `import type { S } from '../../../persistence/s.ts';` },
    ],
    ['domain sees no gateway', { 'domain/ports.ts': `export * from '../gateway/g.ts';` }],
    ['domain sees no server', { 'domain/errors.ts': `const c = await import('../server/config.ts');` }],
    ['persistence sees no gateway', { 'persistence/a.ts': `import '../gateway/g.ts';` }],
    ['persistence sees no server', { 'persistence/a.ts': `import type { Config } from '../server/config.ts';` }],
    ['gateway sees no persistence', { 'gateway/a.ts': `import {\n  A,\n  B,\n} from '../persistence/p.ts';` }],
    ['gateway sees no server', { 'gateway/streams/a.ts': `import { c } from '../../server/config.ts';` }],
    ['only compose imports across', { 'server/http/a.ts': `import { g } from '../../gateway/g.ts';` }],
    ['main does not import across', { 'server/main.ts': `import { p } from '../persistence/p.ts';` }],
    ['nothing else imports compose', { 'server/http/a.ts': `import { compose } from '../compose/index.ts';` }],
    [
      'the SDK takes only types of the contract',
      { 'client-sdk/a.ts': `import { o } from '../domain/contract/index.ts';` },
    ],
    ['the SDK sees no other domain file', { 'client-sdk/a.ts': `import type { P } from '../domain/ports.ts';` }],
    ['the SDK sees no server', { 'client-sdk/examples/x/a.ts': `import type { P } from '../../../server/p.ts';` }],
    ['nothing imports tests', { 'server/a.ts': `import { fake } from '../test/support/fake.ts';` }],
    ['an area sees none after it', { 'domain/training/usecases/a.ts': `import { c } from '../../course/rules/c.ts';` }],
    ['in persistence too', { 'persistence/account/a.ts': `import { c } from '../course/stores/c.ts';` }],
    [
      'persistence of an area sees no later domain',
      { 'persistence/account/a.ts': `import { c } from '../../domain/tutor/ports.ts';` },
    ],
    ['the kernel sees no area', { 'domain/perform.ts': `import { c } from './course/usecases/c.ts';` }],
    [
      'the kernel of persistence sees no area',
      { 'persistence/log/a.ts': `import { c } from '../course/stores/c.ts';` },
    ],
    [
      'a folder of more than 15 files',
      Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`gateway/streams/${n}.ts`, ''])),
    ],
    ['no cycle', { 'gateway/a.ts': `import { b } from './b.ts';`, 'gateway/b.ts': `import type { A } from './a.ts';` }],
    ['no file over 350 lines', { 'gateway/a.ts': '\n'.repeat(351) }],
    ['the environment is read once', { 'gateway/a.ts': `const url = process.env.REDIS_URL;` }],
    ['the environment is not destructured', { 'server/main.ts': `const { argv, env } = process;` }],
    ['the environment is not imported', { 'gateway/a.ts': `import { env } from 'node:process';` }],
  ])('%s: one breach is reported', (_rule, files) => {
    expect(violations(new Map(Object.entries(files)))).toHaveLength(1);
  });

  it.each<[rule: string, files: Record<string, string>]>([
    ['contract imports zod', { 'domain/contract/a.ts': `import { z } from 'zod';\nimport { b } from './b.ts';` }],
    [
      'rules take types of the contract',
      { 'domain/training/rules/a.ts': `import type { Id } from '../contract/common.ts';` },
    ],
    ['rules throw domain errors', { 'domain/training/rules/a.ts': `import { DomainError } from '../../errors.ts';` }],
    ['use cases take rules', { 'domain/training/usecases/a.ts': `import { r } from '../rules/r.ts';` }],
    ['an area sees those before it', { 'domain/course/rules/a.ts': `import { t } from '../../training/rules/t.ts';` }],
    ['an area sees the kernel', { 'domain/tutor/usecases/a.ts': `import { e } from '../../errors.ts';` }],
    ['areas meet', { 'domain/areas/stores.ts': `import type { T } from '../tutor/stores.ts';` }],
    [
      'rules use what is pure of the kernel',
      { 'domain/course/rules/a.ts': `import { localDay } from '../../local-day.ts';` },
    ],
    ['compose imports across', { 'server/compose/data.ts': `import { p } from '../../persistence/p.ts';` }],
    ['the runner of a node imports compose', { 'server/run-node.ts': `import { compose } from './compose/index.ts';` }],
    [
      'the SDK takes types of the contract',
      { 'client-sdk/a.ts': `import type { I } from '../domain/contract/index.ts';` },
    ],
    ['config reads the environment', { 'server/config.ts': `export const read = () => process.env;` }],
    ['a comment reads nothing', { 'gateway/a.ts': `// unlike process.env\n` }],
    ['tests see everything', { 'test/a.test.ts': `import { p } from '../persistence/p.ts';` }],
    ['350 lines', { 'gateway/a.ts': '\n'.repeat(350) }],
  ])('%s: is allowed', (_rule, files) => {
    expect(violations(new Map(Object.entries(files)))).toEqual([]);
  });
});

describe('importsOf', () => {
  it('reads every form of import', () => {
    const source = `
import 'a';
import b from 'b';
import * as c from 'c';
import type { D } from 'd';
import {
  e,
  type F,
} from 'e';
export { g } from 'g';
export * from 'h';
export type { I } from 'i';
const j = await import('j');
type K = typeof import('k');
export const l = 'not an import from anywhere';
export type M = 'left' | 'right';
`;
    expect(importsOf(source).map(({ specifier, typeOnly }) => (typeOnly ? `type ${specifier}` : specifier))).toEqual([
      'a',
      'b',
      'c',
      'type d',
      'e',
      'g',
      'h',
      'type i',
      'j',
      'type k',
    ]);
  });
});
