import { readFile, writeFile } from 'node:fs/promises';
import { variables } from '../config/variables.ts';

const README = new URL('../../README.md', import.meta.url);
const [START, END] = ['<!-- config:start -->', '<!-- config:end -->'];

/** This script writes the parts of the README that are derived from the code. With `--check`, it only compares them. */
const before = await readFile(README, 'utf8');
const rows = Object.entries(variables).map(
  ([name, { about, default: fallback }]) =>
    `| \`${name}\` | ${fallback === undefined || fallback === '' ? '' : `\`${fallback}\``} | ${about} |`,
);
const table = ['| variable | default | |', '|---|---|---|', ...rows].join('\n');
const after =
  before.slice(0, before.indexOf(START) + START.length) + `\n${table}\n` + before.slice(before.indexOf(END));
if (process.argv.includes('--check')) {
  if (after !== before) {
    process.stderr.write('README.md is out of date: run "npm run docs"\n');
    process.exitCode = 1;
  }
} else await writeFile(README, after);
