import { CLIENTS_BUSY, MACHINE_BUSY } from './figures.ts';
import type { Goal, Line } from './line.ts';
import { median, shown } from './statistics.ts';

export interface Verdict {
  line: Line;
  holds: boolean;
  text: string;
}

/**
 * Return one table for each workload, with a row for each system and a column for each measurement. A cell shows the
 * median and the range over all repetitions.
 */
export function tables(lines: readonly Line[]): string {
  return [...Map.groupBy(lines, ({ work }) => work)]
    .map(([work, some]) => [`### ${work}`, '', table(some), ...verdictsOf(some, lines)].join('\n'))
    .join('\n\n');
}

/** For each line with a goal, tell whether the line meets it. */
export function verdicts(lines: readonly Line[]): Verdict[] {
  return lines.flatMap((line) => (line.goal ? [verdict(line, line.goal, lines)] : []));
}

/** If the clients or the machine are busy for more than this percentage of time, they slow the measured system down. */
const FULL: { [figure: string]: number } = { [MACHINE_BUSY]: 90, [CLIENTS_BUSY]: 80 };

/**
 * Name each work in which the machine or the clients were the limit. Its latencies do not show how fast the server is.
 */
export function limits(lines: readonly Line[]): string[] {
  const full = lines.filter(({ figure, samples }) => median(samples) > (FULL[figure] ?? Infinity));
  return [...Map.groupBy(full, ({ work, figure }) => `${work}: ${figure}`)].map(
    ([key, some]) => `${key} up to ${shown(Math.max(...some.map(({ samples }) => median(samples))))} %`,
  );
}

function table(lines: readonly Line[]): string {
  const figures = [...new Set(lines.map(({ figure }) => figure))];
  const rows = [...Map.groupBy(lines, ({ system }) => system)].map(([system, own]) => [
    system,
    ...figures.map((figure) => cell(own.find((line) => line.figure === figure))),
  ]);
  return [['', ...figures], ['---', ...figures.map(() => '---:')], ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

function cell(line?: Line): string {
  if (!line || line.samples.length === 0) return '';
  const [lowest, highest] = [Math.min(...line.samples), Math.max(...line.samples)];
  const range = line.samples.length > 1 ? ` (${shown(lowest)}–${shown(highest)})` : '';
  return `${withUnit(median(line.samples), line.unit)}${range}`;
}

const withUnit = (value: number, unit: string) => `${shown(value)} ${unit}`.trimEnd();

function verdictsOf(some: readonly Line[], all: readonly Line[]): string[] {
  const judged = some.flatMap((line) => (line.goal ? [verdict(line, line.goal, all)] : []));
  return judged.length > 0
    ? ['', ...judged.map(({ holds, text }) => `- ${holds ? 'holds' : '**missed**'}: ${text}`)]
    : [];
}

function verdict(line: Line, goal: Goal, all: readonly Line[]): Verdict {
  const other = goal.of === undefined ? undefined : peer(line, goal.of, all);
  const value = median(line.samples) / (other ? median(other.samples) : 1);
  const [word, bound] = 'atMost' in goal ? (['at most', goal.atMost] as const) : (['at least', goal.atLeast] as const);
  const holds = 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
  const unit = other ? `× ${other.system}` : line.unit;
  return {
    line,
    holds,
    text: `${line.system}, ${line.figure}: ${withUnit(value, unit)}, wanted ${word} ${withUnit(bound, unit)}`,
  };
}

function peer({ work, figure }: Line, system: string, all: readonly Line[]): Line {
  const found = all.find((line) => line.work === work && line.figure === figure && line.system === system);
  if (!found) throw new Error(`${work}: no ${figure} of ${system} to compare with`);
  return found;
}
