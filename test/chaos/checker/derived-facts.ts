import { isDeepStrictEqual } from 'node:util';
import type { History } from '../history.ts';
import { show } from './violation.ts';
import type { Violation } from './violation.ts';

/** Check that the stored records, streaks and achievements are equal to the results of replaying the log [DF2]. */
export function derivedFacts({ truth }: Pick<History, 'truth'>): Violation[] {
  return truth.facts
    .map(({ userId, stored, replayed }) => ({ userId, stored: plain(stored), replayed: plain(replayed) }))
    .filter(({ stored, replayed }) => !isDeepStrictEqual(stored, replayed))
    .map(({ userId, stored, replayed }) => ({
      property: 'derived facts are a replay',
      message: `of user ${userId}`,
      context: differences(stored, replayed),
    }));
}

/** Return the value without properties that are undefined. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function differences(stored: unknown, replayed: unknown, path = ''): string[] {
  if (isDeepStrictEqual(stored, replayed)) return [];
  if (isObject(stored) && isObject(replayed))
    return [...new Set([...Object.keys(stored), ...Object.keys(replayed)])].flatMap((key) =>
      differences(stored[key], replayed[key], `${path}.${key}`),
    );
  return [`${path}: stored ${show(stored)}, replayed ${show(replayed)}`];
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
