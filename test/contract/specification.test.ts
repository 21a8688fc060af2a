import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { breaches, citationsIn } from '../support/specification.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const DOCUMENTS = ['{gateway,domain/*}/{PROTOCOL,RULES}.md'];
const CITING = ['{domain,persistence,gateway,server,client-sdk,test}/**/*.{ts,mts,mjs,js,css,html,md,sh,yml}'];
const NOT_OURS = /(^|\/)(node_modules|dist|generated)(\/|$)/;

function read(patterns: string[]): Map<string, string> {
  const paths = globSync(patterns, { cwd: root, exclude: (path) => NOT_OURS.test(path) });
  return new Map(paths.sort().map((path) => [path, readFileSync(`${root}/${path}`, 'utf8')]));
}

it('every cited rule is defined once, and every rule has a test that is named for it', () => {
  const documents = read(DOCUMENTS);
  const files = read(CITING);
  for (const path of documents.keys()) files.delete(path);
  // The minimums show that documents and citations were found. Without any, the test would prove nothing.
  expect(documents.size).toBeGreaterThan(3);
  expect([...files].flatMap(citationsIn).length).toBeGreaterThan(500);
  expect(breaches(documents, files)).toEqual([]);
});

// The ids are put together at run time. If they were written out, this test would take the samples below for citations.
const cite = (ids: string) => `[${ids}]`;
const rule = (id: string) => `- **${cite(id)}** Something holds.\n`;
const named = (ids: string) => `it('${cite(ids)} holds', () => {});\n`;

describe('breaches', () => {
  const documents = new Map([['gateway/PROTOCOL.md', `# Rules\n\n${rule('A1')}${rule('A2')}`]]);
  const tests = { 'test/a.test.ts': named('A1, A2') };
  const found = (files: { [path: string]: string }, more: [string, string][] = []) =>
    breaches(new Map([...documents, ...more]), new Map(Object.entries({ ...tests, ...files })));

  it('are none if everything is in order', () => {
    expect(found({ 'gateway/a.ts': `/** Sends once ${cite('A1–A2')}. */\n` })).toEqual([]);
  });

  it('give file and line of an id that no document defines', () => {
    expect(found({ 'gateway/a.ts': `const a = 1;\n\n// as ${cite('A1, A3')} says\n` })).toEqual([
      `gateway/a.ts:3: no document defines ${cite('A3')}`,
    ]);
    expect(found({}, [['domain/tutor/RULES.md', `See ${cite('B7')}.\n`]])).toEqual([
      `domain/tutor/RULES.md:1: no document defines ${cite('B7')}`,
    ]);
  });

  it('give both places of an id that is defined twice', () => {
    expect(found({}, [['domain/tutor/RULES.md', rule('A2')]])).toEqual([
      `${cite('A2')} is defined more than once: gateway/PROTOCOL.md:4, domain/tutor/RULES.md:1`,
    ]);
  });

  it.each([
    ['only in a comment', 'test/b.test.ts', `// ${cite('C1')}\n`],
    ['only in a helper', 'test/support/b.ts', named('C1')],
    ['only in the code', 'domain/b.ts', `const summary = 'Once ${cite('C1')}.';\n`],
  ])('report a rule that no test is named for: it is cited %s', (_where, path, source) => {
    expect(found({ [path]: source }, [['domain/tutor/RULES.md', rule('C1')]])).toEqual([
      `domain/tutor/RULES.md:1: no test is named for ${cite('C1')}`,
    ]);
  });

  it('are none for a rule that a suite is named for', () => {
    expect(found({ 'test/b-suite.ts': named('C1') }, [['domain/tutor/RULES.md', rule('C1')]])).toEqual([]);
  });
});

describe('citationsIn', () => {
  const idsIn = (source: string, path = 'gateway/a.ts') => citationsIn([path, source]).map(({ id }) => id);

  it.each([
    ['a comment', `const a = 1; // held ${cite('A1')}\n`],
    ['a block', `/**\n * Held (${cite('A1')}).\n */\n`],
    ['a name', `it('${cite('A1')} holds', f);`],
    ['a template', `it(\`\${name} ${cite('A1')} holds\`, f);`],
    ['a text behind a template', `f(\`a \${{ b: { c: \`\${d}\` } }} e\`, '${cite('A1')}');`],
    ['a text behind a pattern', `text.match(/['"\`/]/); it('${cite('A1')}', f);`],
    ['a text behind a division', `const half = whole / 2; it('${cite('A1')}', f); // whole / 2`],
  ])('reads %s', (_what, source) => {
    expect(idsIn(source)).toEqual(['A1']);
  });

  it.each([
    ['an array', `const pair = ${cite('A1, B2')};`],
    ['an array in a template', `f(\`\${${cite('A1')}.length}\`);`],
    ['an index', `const one = list${cite('A1')}; // list${cite('A1')}\n`],
    ['a class of a pattern', `const one = /${cite('A1')}/; f(/ ${cite('A1')}/);`],
    ['a class of a pattern in a text', `new RegExp('${cite('A1')}+');`],
    ['a range of letters', `f(' ${cite('A-Z0-9')} ${cite('a1')}');`],
  ])('skips %s', (_what, source) => {
    expect(idsIn(source)).toEqual([]);
  });

  it('reads all of a document, a script or a page, and every id of a list', () => {
    expect(idsIn(`See ${cite('A1')}, ${cite('B1, C2')} and ${cite('D1–D3')}.`, 'server/docs/a.md')).toEqual([
      'A1',
      'B1',
      'C2',
      'D1',
      'D2',
      'D3',
    ]);
    expect(idsIn(`# as ${cite('A1')} says`, 'test/support/a.sh')).toEqual(['A1']);
  });
});
