import type { Quantity, Unit } from '../../contract/quantity.ts';
import { NUMBER, readNumber } from './parse-number.ts';

const CLOCK = /^(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)$/;
const SHORT = /^(\d{1,3}) ?h(?:rs?)? ?([0-5]?\d)$/;
/** Matches a duration such as `1 h 5 min`: hours, minutes and seconds in this order, each at most once. */
const PARTS = new RegExp(
  `^(?:(${NUMBER}) ?(?:h|hrs?|hours?)\\.?)?` +
    `(?:(?: ?and)? ?(${NUMBER}) ?(?:m|mins?|minutes?|')\\.?)?` +
    `(?:(?: ?and)? ?(${NUMBER}) ?(?:s|secs?|seconds?|")\\.?)?$`,
);

/**
 * Read a duration: `27:30`, `1:05:00`, `1h05`, `1 h 5 min`, `45 min`, `90s`. A number without a unit is in
 * `defaultUnit`. `words` must be in lower case.
 */
export function readDuration(words: string, defaultUnit?: Unit): Quantity | undefined {
  if (/^\d+(?:[.,]\d+)?$/.test(words)) return defaultUnit && { value: readNumber(words), unit: defaultUnit };
  return readClock(words) ?? readShort(words) ?? readParts(words);
}

function readClock(words: string): Quantity | undefined {
  const match = CLOCK.exec(words);
  if (!match) return undefined;
  const [hours, minutes, seconds] = [Number(match[1] ?? 0), Number(match[2]), Number(match[3])];
  if (match[1] !== undefined && minutes > 59) return undefined;
  return { value: hours * 3600 + minutes * 60 + seconds, unit: 's' };
}

function readShort(words: string): Quantity | undefined {
  const match = SHORT.exec(words);
  return match ? { value: Number(match[1]) * 60 + Number(match[2]), unit: 'min' } : undefined;
}

function readParts(words: string): Quantity | undefined {
  const match = words === '' ? null : PARTS.exec(words);
  if (!match) return undefined;
  const [, hours, minutes, seconds] = match;
  const number = (part: string | undefined) => (part === undefined ? 0 : readNumber(part));
  if (seconds !== undefined) return { value: number(hours) * 3600 + number(minutes) * 60 + number(seconds), unit: 's' };
  if (minutes !== undefined) return { value: number(hours) * 60 + number(minutes), unit: 'min' };
  return { value: number(hours), unit: 'h' };
}
