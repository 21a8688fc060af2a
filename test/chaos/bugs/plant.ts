import { registerHooks } from 'node:module';
import { plantedLine, seededBugs } from './seeded.ts';
import type { BugName } from './seeded.ts';

/** This file is loaded before a node's own code. It replaces one file of the product by a version that has a bug. */
const name = process.env['CHAOS_BUG'] as BugName;
const { file, right, wrong } = seededBugs[name];
const url = new URL(`../../../${file}`, import.meta.url).href;

registerHooks({
  load(asked, context, nextLoad) {
    const loaded = nextLoad(asked, context);
    if (asked !== url) return loaded;
    const source = String(loaded.source);
    if (source.split(right).length !== 2) throw new Error(`${file} does not hold "${right}" once: adapt the bug`);
    process.stdout.write(`${plantedLine(name)}\n`);
    return { ...loaded, source: source.replace(right, () => wrong) };
  },
});
