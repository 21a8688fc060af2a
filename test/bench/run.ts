import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cleanUp } from '../support/cleanup.ts';
import type { Line, Measure } from './line.ts';
import { describeMachine } from './machine.ts';
import { limits, tables, verdicts } from './table.ts';

/** In the order they are measured; each is a file beside this one. */
const MODULES = [
  'functions',
  'tokens',
  'connects',
  'fan-out',
  'replies',
  'progress-log',
  'devices',
  'embedded',
] as const;
const PAGE = fileURLToPath(new URL('../../server/docs/speed.md', import.meta.url));
const BLOCK = /(<!-- results:start -->\n)[^]*(<!-- results:end -->)/;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repetitions: { type: 'string', default: '3' },
    json: { type: 'string', default: '.test-results/bench.json' },
    /** Puts the tables into the page of results. */
    page: { type: 'boolean', default: false },
  },
});

const progress = (text: string) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);

async function main(): Promise<number> {
  const chosen = MODULES.filter((name) => positionals.length === 0 || positionals.includes(name));
  if (chosen.length < positionals.length) throw new Error(`there are ${MODULES.join(', ')}`);
  const [started, lines, failures]: [number, Line[], string[]] = [performance.now(), [], []];
  for (const name of chosen) {
    const path = new URL(`${name}.ts`, import.meta.url);
    if (!existsSync(path)) continue;
    progress(name);
    try {
      const { measure } = (await import(path.href)) as { measure: Measure };
      lines.push(...(await measure({ repetitions: Number(values.repetitions), progress })));
    } catch (error) {
      failures.push(`${name}: ${(error as Error).stack}`);
    }
    await cleanUp();
  }
  const run = {
    at: new Date().toISOString(),
    seconds: Math.round((performance.now() - started) / 1_000),
    repetitions: Number(values.repetitions),
    machine: describeMachine(),
  };
  process.stdout.write(`${tables(lines)}\n`);
  await mkdir(dirname(values.json), { recursive: true });
  await writeFile(values.json, `${JSON.stringify({ ...run, lines }, null, 2)}\n`);
  if (values.page) await writePage(run, lines);
  for (const limit of limits(lines)) process.stderr.write(`latencies are the machine's: ${limit}\n`);
  const missed = verdicts(lines).filter(({ holds }) => !holds);
  process.stderr.write(`${run.seconds} s; ${missed.length} goals missed; all samples are in ${values.json}\n`);
  for (const failure of failures) process.stderr.write(`FAILED ${failure}\n`);
  return failures.length > 0 ? 1 : 0;
}

async function writePage(
  { at, repetitions, machine }: { at: string; repetitions: number; machine: ReturnType<typeof describeMachine> },
  lines: Line[],
): Promise<void> {
  const { processor, processors, memoryGiB, node, system } = machine;
  const about = `${at.slice(0, 10)}; ${processors} processors (${processor}), ${memoryGiB} GiB, ${system}, Node ${node}; medians of ${repetitions}, ranges in brackets.`;
  const page = await readFile(PAGE, 'utf8');
  await writeFile(
    PAGE,
    page.replace(BLOCK, (_all, start, end) => `${start}${about}\n\n${tables(lines)}\n${end}`),
  );
}

process.exit(await main().finally(cleanUp));
