import { invalid } from '../../../errors.ts';
import type { Quantity } from '../../contract/quantity.ts';
import { readQuantity } from './parse-quantity.ts';

/** The repetitions of each set, in order, and the weight they share. */
export interface SetsAndReps {
  reps: number[];
  weight?: Quantity;
}

const TIMES = '\\s*(?:x|×|\\*|sets? of)\\s*';
const REPS = '\\d{1,4}(?:\\s*[,/]\\s*\\d{1,4})*';
const PATTERN = new RegExp(`^(?:(\\d{1,3})${TIMES})?(${REPS})(?: ?reps?)?(?:\\s*(?:@|at|with|x)\\s*(.+))?$`, 'i');
const MAX_SETS = 100;

/** `3x8`, `3 x 8 @ 135 lb`, `3 sets of 8`, `8,7,6`, `3x8x135`. Refuses with `validation_failed` and the words not read [UN3]. */
export function parseSetsAndReps(text: string, weightUnit?: 'kg' | 'lb', path = ''): SetsAndReps {
  const match = PATTERN.exec(text.trim());
  if (!match) throw unread(text, path);
  const listed = (match[2] ?? '').split(/[,/]/).map(Number);
  const sets = match[1] === undefined ? listed.length : Number(match[1]);
  if (sets < 1 || sets > MAX_SETS || (listed.length > 1 && listed.length !== sets)) throw unread(text, path);
  const reps = listed.length > 1 ? listed : Array.from({ length: sets }, () => listed[0] ?? 0);
  if (match[3] === undefined) return { reps };
  const weight = readQuantity(match[3], 'weight', weightUnit);
  if (weight.state === 'unread') throw unread(weight.words, path);
  return { reps, weight: weight.quantity };
}

function unread(words: string, path: string) {
  return invalid({ path, message: `could not read "${words.trim()}" as sets and reps, such as 3x8 @ 135 lb` });
}
