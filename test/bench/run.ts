import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cleanUp } from '../support/cleanup.ts';
import type { Line, Measure } from './line.ts';
import { describeMachine } from './machine.ts';
import { limits, tables, verdicts } from './table.ts';

/** The benchmark modules, in the order in which they run. */
const modules = {
  functions: () => import('./functions.ts'),
  tokens: () => import('./tokens.ts'),
  connects: () => import('./connects.ts'),
  'fan-out': () => import('./fan-out.ts'),
  replies: () => import('./replies.ts'),
  'progress-log': () => import('./progress-log.ts'),
  returns: () => import('./returns.ts'),
  embedded: () => import('./embedded.ts'),
} satisfies { [name: string]: () => Promise<{ measure: Measure }> };
const PAGE = fileURLToPath(new URL('../../server/docs/speed.md', import.meta.url));
const BLOCK = /(<!-- results:start -->\n)[^]*(<!-- results:end -->)/;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repetitions: { type: 'string', default: '3' },
    json: { type: 'string', default: '.test-results/bench.json' },
    /** Whether to write the tables to the page of results. */
    page: { type: 'boolean', default: false },
  },
});

interface Run {
  at: string;
  seconds: number;
  repetitions: number;
  machine: ReturnType<typeof describeMachine>;
  lines: Line[];
}

const progress = (text: string) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);

async function main(): Promise<number> {
  const [started, { lines, failures }] = [performance.now(), await measureAll()];
  const run: Run = {
    at: new Date().toISOString(),
    seconds: Math.round((performance.now() - started) / 1_000),
    repetitions: Number(values.repetitions),
    machine: describeMachine(),
    lines,
  };
  process.stdout.write(`${tables(lines)}\n`);
  await mkdir(dirname(values.json), { recursive: true });
  await writeFile(values.json, `${JSON.stringify(run, null, 2)}\n`);
  if (values.page) await writePage(run);
  for (const limit of limits(lines)) process.stderr.write(`latencies are the machine's: ${limit}\n`);
  const missed = verdicts(lines).filter(({ holds }) => !holds);
  process.stderr.write(`${run.seconds} s; ${missed.length} goals missed; all samples are in ${values.json}\n`);
  for (const failure of failures) process.stderr.write(`FAILED ${failure}\n`);
  return failures.length > 0 ? 1 : 0;
}

/** Run the modules one after the other. If one fails, only its lines are missing. */
async function measureAll(): Promise<{ lines: Line[]; failures: string[] }> {
  const unknown = positionals.filter((name) => !(name in modules));
  if (unknown.length > 0) throw new Error(`no ${unknown.join(', ')}; there are ${Object.keys(modules).join(', ')}`);
  const [lines, failures]: [Line[], string[]] = [[], []];
  for (const [name, load] of Object.entries(modules)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    progress(name);
    try {
      const { measure } = await load();
      lines.push(...(await measure({ repetitions: Number(values.repetitions), progress })));
      await cleanUp();
    } catch (error) {
      failures.push(`${name}: ${(error as Error).stack}`);
      await cleanUp().catch((more: unknown) => failures.push(`${name}: ${String(more)}`));
    }
  }
  return { lines, failures };
}

async function writePage({ at, repetitions, machine, lines }: Run): Promise<void> {
  const { processor, processors, memoryGiB, node, system } = machine;
  const about = `${at.slice(0, 10)}; ${processors} processors (${processor}), ${memoryGiB} GiB, ${system}, Node ${node}; medians of ${repetitions}, ranges in brackets.`;
  const page = await readFile(PAGE, 'utf8');
  await writeFile(
    PAGE,
    page.replace(BLOCK, (_all, start, end) => `${start}${about}\n\n${tables(lines)}\n${end}`),
  );
}

process.exit(await main().finally(cleanUp));
