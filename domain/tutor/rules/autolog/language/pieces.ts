import type { Quantity } from '../../../../training/contract/quantity.ts';
import { readQuantity } from '../../../../training/rules/units.ts';
import type { DisplayUnits } from '../../../../training/rules/units.ts';
import { exerciseAt } from './exercises.ts';
import type { NamedExercise } from './exercises.ts';
import { dimension, measureAt } from './measures.ts';
import type { Measure } from './measures.ts';
import type { Token } from './tokens.ts';

/** A piece of a clause: an exercise, a number about it, or any other word. `from` and `to` are token indices. */
export type Piece = { from: number; to: number; /** the word before: at, for, of, in, with, x … */ role: string } & (
  | { type: 'exercise'; exercise: NamedExercise }
  /** A product of numbers: 3x8, 135x8, 3x8x60kg, 100kg x 5. */
  | { type: 'product'; factors: Measure[] }
  | { type: 'sets'; count: number }
  | { type: 'reps'; measure: Measure }
  | { type: 'measure'; measure: Measure }
  /** A weight with bodyweight. `signed` means that only the added load was written, as in `+20 kg`. */
  | { type: 'bodyweight'; weight: Quantity; signed?: true }
  | { type: 'rpe' | 'rir'; value: number }
  | { type: 'word'; text: string }
);

const TIMES = /^(?:x|\*|by)$/;
const SET_WORD = /^(?:sets?|rounds?)$/;
const REP_WORD = /^(?:reps?|repetitions?)$/;
/** Words that may stand between the role and its number: "at about 60 kg", "for another 8". */
const BETWEEN_ROLE = /^(?:about|around|roughly|like|almost|nearly|approx|approximately|a|an|another|the|~|only|just)$/;
const ROLE = /^(?:at|@|with|using|for|of|in|x|on|than|per|each|every)$/;

export function piecesOf(tokens: readonly Token[], units: DisplayUnits): Piece[] {
  const pieces: Piece[] = [];
  for (let index = 0; index < tokens.length;) {
    const piece = pieceAt(tokens, index, units);
    pieces.push(piece);
    index = piece.to;
  }
  return pieces;
}

/** Return whether a piece counts sets, so that a number before it is a weight: `185 5x5`, `95 5/5/4`. */
export function countsSets(next: Piece | undefined): boolean {
  return (
    next?.type === 'product' ||
    next?.type === 'sets' ||
    (next?.type === 'measure' && next.role === '' && next.measure.unit === undefined && next.measure.values.length > 1)
  );
}

function pieceAt(tokens: readonly Token[], from: number, units: DisplayUnits): Piece {
  const role = roleOf(tokens, from);
  const exercise = exerciseAt(tokens, from);
  if (exercise) return { type: 'exercise', exercise, from, to: from + exercise.length, role };
  const text = tokens[from]?.text ?? '';
  const value = tokens[from + 1]?.value;
  if (text === 'rpe' && value !== undefined) return { type: 'rpe', value, from, to: from + 2, role };
  if (text === 'rir' && value !== undefined) return { type: 'rir', value, from, to: from + 2, role };
  const bodyweight = bodyweightAt(tokens, from, units);
  if (bodyweight) return { type: 'bodyweight', ...bodyweight, from, role };
  const measure = measureAt(tokens, from);
  if (!measure) return { type: 'word', text, from, to: from + 1, role };
  return product(tokens, measure, from, role) ?? counted(tokens, measure, from, role);
}

function product(tokens: readonly Token[], first: Measure, from: number, role: string): Piece | undefined {
  const factors = [first];
  while (factors.length < 3) {
    const at = factors.at(-1)?.to ?? 0;
    if (!TIMES.test(tokens[at]?.text ?? '')) break;
    const factor = measureAt(tokens, at + 1);
    if (!factor || factor.clock !== undefined) break;
    factors.push(factor);
  }
  const to = factors.at(-1)?.to ?? from + 1;
  if (factors.length < 2) return undefined;
  // The word after the product belongs to it: `3x8 reps`, `3 x 10 each`.
  return { type: 'product', factors, from, to: REP_WORD.test(tokens[to]?.text ?? '') ? to + 1 : to, role };
}

/** Phrases after a number of repetitions that could still have been done. Longer phrases come first. */
const IN_RESERVE = [
  ['left', 'in', 'the', 'tank'],
  ['in', 'the', 'tank'],
  ['in', 'reserve'],
];

function counted(tokens: readonly Token[], measure: Measure, from: number, role: string): Piece {
  const next = tokens[measure.to]?.text ?? '';
  const [value = 0] = measure.values;
  if (measure.unit === undefined && measure.clock === undefined) {
    if (SET_WORD.test(next)) return { type: 'sets', count: value, from, to: measure.to + 1, role };
    if (next === 'rir') return { type: 'rir', value, from, to: measure.to + 1, role };
    if (REP_WORD.test(next)) {
      const follow = (words: string[]) => words.every((word, n) => tokens[measure.to + 1 + n]?.text === word);
      const spare = IN_RESERVE.find(follow);
      if (spare) return { type: 'rir', value, from, to: measure.to + 1 + spare.length, role };
      return { type: 'reps', measure, from, to: measure.to + 1, role };
    }
    if (next === 'total' && tokens[measure.to + 1]?.text === 'reps')
      return { type: 'reps', measure, from, to: measure.to + 2, role };
  }
  return { type: 'measure', measure, from, to: measure.to, role };
}

/**
 * Read a load relative to bodyweight: `bodyweight`, `BW+20`, `bw - 20 kg`. The word may be missing: `+20 kg` is added
 * weight, and `at -20 kg` is weight that a machine or band takes off.
 */
function bodyweightAt(
  tokens: readonly Token[],
  from: number,
  units: DisplayUnits,
): { weight: Quantity; to: number; signed?: true } | undefined {
  const text = tokens[from]?.text;
  const word =
    text === 'body' && tokens[from + 1]?.text === 'weight' ? 2 : text === 'bw' || text === 'bodyweight' ? 1 : 0;
  if (word === 0 && !isSigned(tokens, from)) return undefined;
  // A sign without the word "bodyweight" and with an impossible load is not a weight.
  const plain = word > 0 ? { weight: { value: 0, unit: 'bodyweight' as const }, to: from + word } : undefined;
  const sign = tokens[from + word]?.text ?? '';
  const load = /^[+-]$/.test(sign) ? measureAt(tokens, from + word + 1) : undefined;
  if (!load || (load.unit !== undefined && dimension(load.unit) !== 'weight')) return plain;
  const reading = readQuantity(`bw${sign}${load.values[0]}${load.unit ?? units.weight}`, 'weight');
  return reading.state === 'read'
    ? { weight: reading.quantity, to: load.to, ...(word === 0 && { signed: true }) }
    : plain;
}

function isSigned(tokens: readonly Token[], from: number): boolean {
  const [sign, number] = [tokens[from], tokens[from + 1]];
  return (
    /^[+-]$/.test(sign?.text ?? '') &&
    number?.kind === 'number' &&
    number.glued &&
    dimension(measureAt(tokens, from + 1)?.unit) === 'weight'
  );
}

function roleOf(tokens: readonly Token[], from: number): string {
  let at = from - 1;
  while (at >= Math.max(0, from - 3) && BETWEEN_ROLE.test(tokens[at]?.text ?? '')) at -= 1;
  const before = tokens[at]?.text ?? '';
  return ROLE.test(before) ? before : '';
}
