import { basename } from 'node:path';
import { corpusFiles, linesOf } from './corpus/files.ts';
import { CorpusLine, parseMarked } from './corpus/format.ts';

/** Print every fault of files of the corpus: `node test/autolog/check.ts [file…]`. */
function main(): void {
  const files = process.argv.length > 2 ? process.argv.slice(2) : corpusFiles();
  const { faults, messages, counts } = checkCorpus(files);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  const figures = [...counts].sort().map(([name, count]) => `${name}: ${count}\n`);
  process.stdout.write(`${messages} messages in ${files.length} files, ${faults.length} faults\n${figures.join('')}`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}

/** Return the faults of the files, the number of messages, and how many messages there are of each language and kind. */
export function checkCorpus(files: readonly string[]) {
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  const faults = files.flatMap((file) =>
    linesOf(file).flatMap((text, index) =>
      [...faultsOf(text, basename(file, '.jsonl'), seen, counts)].map((fault) => `${file}:${index + 1}: ${fault}`),
    ),
  );
  return { faults, messages: seen.size, counts };
}

function* faultsOf(text: string, name: string, seen: Set<string>, counts: Map<string, number>): Generator<string> {
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
  const labels = [line.lang, line.kind, line.style, ...(line.entries.length === 0 ? ['without entries'] : [])];
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
}

/** Remove the words with a role, and the labels of moods. */
function withoutMarks(marked: string): string {
  return marked.replace(/\[\w+\|[^\]]*\]/g, '').replace(/\{\w+\|/g, '');
}

if (import.meta.main) main();
