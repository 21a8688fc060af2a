import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CorpusLine } from './format.ts';

/** The part of the corpus on which the reader is developed, or the part that is set aside for the final figure. */
export type Part = 'development' | 'set-aside';

export const corpusFiles = (...parts: Part[]): string[] =>
  (parts.length > 0 ? parts : (['development', 'set-aside'] as const))
    .flatMap((part) => globSync(join(import.meta.dirname, part === 'development' ? '*.jsonl' : 'set-aside/*.jsonl')))
    .sort();

export const linesOf = (file: string): string[] => readFileSync(file, 'utf8').trimEnd().split('\n');

/** Read the messages of a part. @throws ZodError if a line has not the form of the corpus */
export const readCorpus = (part: Part): CorpusLine[] =>
  corpusFiles(part).flatMap((file) => linesOf(file).map((line) => CorpusLine.parse(JSON.parse(line))));
