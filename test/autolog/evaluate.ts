import { parseArgs } from 'node:util';
import { detect } from '../rules/support/autolog.ts';
import { readCorpus } from './corpus/files.ts';
import type { CorpusLine } from './corpus/format.ts';
import { parseMarked } from './corpus/format.ts';
import { compare } from './score.ts';

/**
 * Measure the reader of messages on the corpus: `npm run eval:autolog [-- --set-aside] [--misses]`. An entry is right if
 * its activity, exercise, and all repetitions, loads, distances, durations and amounts are right.
 */
const { values } = parseArgs({
  options: {
    /** Measure the part that is set aside. Use it for a final figure only, and never to find faults. */
    'set-aside': { type: 'boolean', default: false },
    /** Print each message with a missing or wrong entry. */
    misses: { type: 'boolean', default: false },
  },
});
const UNITS = {
  metric: { weight: 'kg', distance: 'km' },
  imperial: { weight: 'lb', distance: 'mi' },
} as const;

interface Tally {
  right: number;
  found: number;
  wanted: number;
}

const tallies = new Map<string, Tally>();
for (const line of readCorpus(values['set-aside'] ? 'set-aside' : 'development')) {
  const { message } = parseMarked(line.marked);
  const { wanted, found, missing } = compare(line.entries, detect(message, contextOf(line), UNITS[line.units]));
  for (const group of ['all', line.lang, line.kind, line.style]) {
    const tally = tallies.get(group) ?? { right: 0, found: 0, wanted: 0 };
    tally.right += wanted.length - missing.length;
    tally.found += found.length;
    tally.wanted += wanted.length;
    tallies.set(group, tally);
  }
  const wrong = found.filter(({ isRight }) => !isRight);
  if (!values.misses || missing.length + wrong.length === 0) continue;
  process.stdout.write(`${line.id} ${JSON.stringify(message)}\n`);
  for (const { text } of missing) process.stdout.write(`    missing  ${text}\n`);
  for (const { text, confidence } of wrong) process.stdout.write(`    wrong    ${text} (${confidence})\n`);
}
for (const [group, { right, found, wanted }] of tallies)
  process.stdout.write(
    `${group.padEnd(10)} precision ${share(right, found)}  recall ${share(right, wanted)}  of ${wanted} entries\n`,
  );

/** Without a context of the device, the exercise that was logged last is the context, as in a conversation. */
function contextOf({ context, last }: CorpusLine) {
  return context ?? (last && { currentExercise: last.exercise });
}

function share(part: number, whole: number): string {
  return (whole === 0 ? 0 : part / whole).toFixed(3);
}
