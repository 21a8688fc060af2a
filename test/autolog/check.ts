import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CorpusLine, parseMarked } from './corpus/format.ts';

/** Check files of the corpus and print every fault: `node test/autolog/check.ts [file…]`. */

const files =
  process.argv.length > 2 ? process.argv.slice(2) : globSync(join(import.meta.dirname, 'corpus/**/*.jsonl'));
const seen = new Set<string>();
let faults = 0;
const counts = new Map<string, number>();
for (const file of files)
  for (const [index, text] of readFileSync(file, 'utf8').trimEnd().split('\n').entries())
    for (const fault of faultsOf(text, basename(file, '.jsonl'))) {
      faults += 1;
      process.stderr.write(`${file}:${index + 1}: ${fault}\n`);
    }
const figures = [...counts].sort().map(([name, count]) => `${name}: ${count}\n`);
process.stdout.write(`${seen.size} messages in ${files.length} files, ${faults} faults\n${figures.join('')}`);
process.exitCode = faults > 0 ? 1 : 0;

function* faultsOf(text: string, name: string): Generator<string> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return yield `not JSON: ${(error as Error).message}`;
  }
  const parsed = CorpusLine.safeParse(json);
  if (!parsed.success)
    return yield parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  const line = parsed.data;
  if (!line.id.startsWith(`${name}-`)) yield `the id must begin with ${name}-`;
  let read: ReturnType<typeof parseMarked>;
  try {
    read = parseMarked(line.marked);
  } catch (error) {
    return yield (error as Error).message;
  }
  const { message, roles, moods } = read;
  if (seen.has(message + JSON.stringify(line.context))) yield 'the message occurs twice';
  seen.add(message + JSON.stringify(line.context));
  for (const { label, start, end } of roles)
    if (message.slice(start, end).trim() !== message.slice(start, end) || start === end)
      yield `the mark ${label} begins or ends with a space, or is empty`;
  for (const entry of line.entries) {
    const at = message.indexOf(entry.quote);
    if (at === -1) yield `${JSON.stringify(entry.quote)} is not in the message`;
    else if (moods.some(({ start, end }) => start <= at && at + entry.quote.length <= end))
      yield `${JSON.stringify(entry.quote)} stands in a clause that reports no act`;
    if ('activity' in entry && entry.minutes === undefined && entry.amount === undefined && entry.score === undefined)
      yield 'a study entry needs minutes, amount or score';
  }
  const loose = /\d/.exec(withoutMarks(line.marked));
  if (loose) yield `a number has no role (mark it as none if it belongs to no entry), at ${loose.index}`;
  if (line.entries.length === 0) count('without entries');
  count(`${line.lang}`);
  count(line.kind);
  count(line.style);
}

/** Remove the words with a role, and the labels of moods. */
function withoutMarks(marked: string): string {
  return marked.replace(/\[\w+\|[^\]]*\]/g, '').replace(/\{\w+\|/g, '');
}

function count(name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
