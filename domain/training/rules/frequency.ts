import { invalid } from '../../errors.ts';
import type { Frequency } from '../contract/frequency.ts';
import { COUNT, countOf, regular } from './frequency/words.ts';

const DAILY = /^(?:daily|(?:once )?(?:every|each|per|a) ?day|once daily|7 days a week)$/;
const EVERY_OTHER_DAY = /^(?:every (?:other|second|2nd|two) days?)$/;
const PER_WEEK = new RegExp(
  `^(at least |min(?:imum)?(?: of)? )?(?:(once|twice|thrice)|${COUNT}(\\+)?) ?(?:x|×|times?|days?|sessions?|workouts?|lessons?)? ?(?:/|(?:per|a|each|every|in a) )(?:week|wk)$`,
);
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY = /^(sun|mon|tue|wed|thu|fri|sat)(?:day|s|sday|nesday|rs|rsday|urday)?s?$/;
const adverbs: { readonly [word: string]: number } = { once: 1, twice: 2, thrice: 3 };

/**
 * Read a frequency from text: `daily`, `3x per week`, `twice a week`, `mon, wed, fri`, `weekdays`, `at least 2 times a
 * week`. A `frequency` that is not text is returned with its weekdays sorted.
 * @throws DomainError validation_failed on `preferences.frequency` if the text can't be read
 */
export function parseFrequency(frequency: string | Frequency): Frequency {
  const read = typeof frequency === 'string' ? readFrequency(regular(frequency)) : frequency;
  if (read) return read.type === 'custom' ? customDays(read.days) : read;
  const message = `could not read "${String(frequency)}", such as daily, 3x per week, mon and thu, at least 2 times a week`;
  throw invalid({ path: 'preferences.frequency', message });
}

function readFrequency(text: string): Frequency | undefined {
  if (DAILY.test(text)) return { type: 'daily' };
  if (EVERY_OTHER_DAY.test(text)) return { type: 'flexible', minPerWeek: 3 };
  if (/^(?:weekly|every week)$/.test(text)) return { type: 'weekly', count: 1 };
  if (/^(?:on |every )?weekdays?$/.test(text)) return customDays([1, 2, 3, 4, 5]);
  if (/^(?:on |at |every )?weekends?$/.test(text)) return customDays([0, 6]);
  return readPerWeek(text) ?? readDays(text);
}

function readPerWeek(text: string): Frequency | undefined {
  const match = PER_WEEK.exec(text);
  if (!match) return undefined;
  const [, atLeast, adverb, number = '', plus] = match;
  const count = adverb ? adverbs[adverb] : countOf(number);
  if (count === undefined || !Number.isInteger(count) || count < 1 || count > 7) return undefined;
  if (atLeast || plus) return { type: 'flexible', minPerWeek: count };
  return count === 7 ? { type: 'daily' } : { type: 'weekly', count };
}

function readDays(text: string): Frequency | undefined {
  const words = text
    .replace(/^(?:on|every|each) /, '')
    .split(/ ?(?:,|\/|&|\+|\band\b) ?| /)
    .filter((word) => word !== '');
  const days = words.map((word) => WEEKDAYS.indexOf(DAY.exec(word)?.[1] ?? ''));
  return days.length === 0 || days.includes(-1) ? undefined : customDays(days);
}

function customDays(days: number[]): Frequency {
  return { type: 'custom', days: [...new Set(days)].sort((a, b) => a - b) };
}
