import { isSameDay } from '../language/dates.ts';
import type { ExerciseKind } from '../language/exercises.ts';
import type { JudgedClause } from '../language/judge.ts';
import { dimension } from '../language/measures.ts';
import type { Piece } from '../language/pieces.ts';
import { isCommon } from '../language/subjects.ts';
import type { Steps } from '../steps.ts';
import { isQuotable } from '../types.ts';
import type { Span } from '../types.ts';
import type { Setting } from './context.ts';
import { namesUnknown, unknownName } from './names.ts';

/** An exercise and the pieces about it, from one or more clauses. */
export interface Group {
  exercise: { name: string; kind: ExerciseKind; origin: 'named' | 'unknown' | 'context' | 'earlier' };
  pieces: Piece[];
  clauses: JudgedClause[];
  span: Span;
}

/** Names that are too general alone. For example, "zottman curls" must not become just any curl. */
const GENERIC = /^(?:curl|press|raise|extension|fly|flye|row|carry|swing|thrust|pulldown)(?:s|es)?$/;
/** The most clauses to read ahead, so that the work stays bounded. */
const MOST_WAITING = 10;

/** Collect for each exercise what the clauses say about it. Only clauses that may report an act count. */
export function* groupsOf(clauses: readonly JudgedClause[], setting: Setting): Steps<Group[]> {
  const groups: Group[] = [];
  let named: Group['exercise'] | undefined;
  let open: Group | undefined;
  /** Numbers that come before the name of their exercise: "60x8, 60x7, 60x6 squats". */
  let waiting: { pieces: Piece[]; clause: JudgedClause; start: number }[] = [];
  for (const [at, clause] of clauses.entries()) {
    yield;
    if (clause.mood !== undefined) {
      named = exerciseIn(clause) ?? named;
      // A comment between the parts of an act ("as planned", "wasn't easy") does not end the act, but a comment with
      // numbers does.
      if (hasNumbers(clause.pieces)) open = undefined;
      continue;
    }
    const parts = partsOf(clause);
    if (!open && parts.length === 1 && countsWhatFollows(clauses, at)) {
      waiting.push({ pieces: parts[0] ?? [], clause, start: clause.tokens[0]?.start ?? 0 });
      continue;
    }
    for (const [index, part] of parts.entries()) {
      const span = spanOf(clause, part, index === 0, parts.length === 1);
      if (!isQuotable(span.end - span.start)) continue;
      const exercise = exerciseOf(part, clause);
      if (!exercise && open && !clause.corrects && namesUnknown(clause, part)) continue;
      const before = !exercise && open && !clause.corrects && continues(open, part) ? open : undefined;
      const longer = before && { start: before.span.start, end: span.end };
      if (
        before &&
        longer &&
        isQuotable(longer.end - longer.start) &&
        isSameDay(before.clauses[0]?.when, clause.when)
      ) {
        before.pieces.push(...part);
        if (before.clauses.at(-1) !== clause) before.clauses.push(clause);
        before.span = longer;
        continue;
      }
      const borrowed =
        exercise ??
        unknownExercise(clause, part) ??
        (before && { ...before.exercise, origin: 'earlier' as const }) ??
        borrow(clause, part, setting, named);
      if (!borrowed) continue;
      const counted = waiting.filter(
        (each) => each.clause.sentence === clause.sentence && isQuotable(span.end - each.start),
      );
      waiting = [];
      open = {
        exercise: borrowed,
        pieces: [...counted.flatMap((each) => each.pieces), ...part],
        clauses: [...counted.map((each) => each.clause), clause],
        span: { start: counted[0]?.start ?? span.start, end: span.end },
      };
      named = borrowed;
      groups.push(open);
    }
  }
  return groups;
}

/**
 * Return whether the clause holds only numbers, and the name of their exercise comes after the numbers in a later
 * clause of the sentence.
 */
function countsWhatFollows(clauses: readonly JudgedClause[], from: number): boolean {
  for (let at = from; at < Math.min(clauses.length, from + MOST_WAITING); at += 1) {
    const clause = clauses[at];
    if (!clause || clause.sentence !== clauses[from]?.sentence || clause.mood !== undefined) return false;
    const [first, ...others] = clause.pieces.filter((piece) => piece.type !== 'word');
    if (!first && at > from) continue;
    if (!first || first.type === 'exercise') return false;
    if (others.some((piece) => piece.type === 'exercise')) return at > from;
  }
  return false;
}

/**
 * Split the pieces of a clause by exercise. In `bench 3x8 60kg squat 5x5 100kg` each part begins with the name; in `20
 * pull-ups 30 push-ups` the count comes before the name.
 */
function partsOf(clause: JudgedClause): Piece[][] {
  const pieces = clause.pieces.filter((piece) => piece.type !== 'word');
  const nameFirst = pieces[0]?.type === 'exercise';
  const parts: Piece[][] = [];
  let part: Piece[] = [];
  for (const [index, piece] of pieces.entries()) {
    const name = part.find((each) => each.type === 'exercise')?.exercise;
    // In "ran 5k on the treadmill" and "went for a run" the second word says where or how, and is not another act.
    if (piece.type === 'exercise' && name?.kind === 'cardio' && piece.exercise.kind === 'cardio') continue;
    const begins = nameFirst
      ? piece.type === 'exercise'
      : piece.type === 'exercise' || startsNext(part, piece, pieces[index + 1]);
    if (name && begins) {
      parts.push(part);
      part = [];
    }
    part.push(piece);
  }
  return part.length > 0 ? [...parts, part] : parts;
}

/** Return whether this number begins the next part, in a clause where counts come before names. */
function startsNext(part: readonly Piece[], piece: Piece, next: Piece | undefined): boolean {
  if (next?.type === 'exercise') return hasNumbers(part);
  const isCount = piece.type === 'product' || piece.type === 'sets' || piece.type === 'reps';
  return (
    isCount &&
    piece.role === '' &&
    part.some((each) => each.type === 'product' || each.type === 'reps' || each.type === 'sets')
  );
}

/**
 * Return the span of a part. The first part begins at the clause's first word, so that the quote includes "I did". The
 * span ends at the last word that counts.
 */
function spanOf(clause: JudgedClause, part: readonly Piece[], first: boolean, only: boolean): Span {
  const from = first ? 0 : (part[0]?.from ?? 0);
  const to = part.at(-1)?.to ?? clause.tokens.length;
  const last = only && part.every((piece) => piece.type === 'exercise') ? clause.tokens.length : to;
  return { start: clause.tokens[from]?.start ?? 0, end: clause.tokens[last - 1]?.end ?? 0 };
}

/**
 * Return whether numbers without a name belong to the previous exercise, as in `bench 135x8, 135x7`. They don't if they
 * measure something else: after a lift with its sets, a distance or a time belongs to another exercise, and so do
 * repetitions after a run.
 */
function continues(open: Group, part: readonly Piece[]): boolean {
  if (!hasNumbers(open.pieces)) return true;
  const moves = !isLift(open.exercise.kind);
  return part.some((piece) => {
    if (piece.type !== 'measure') return !moves;
    const { unit, clock } = piece.measure;
    if (unit === undefined && clock === undefined) return !moves && piece.role !== '';
    return (dimension(unit) === 'weight') !== moves;
  });
}

function exerciseOf(part: readonly Piece[], clause: JudgedClause): Group['exercise'] | undefined {
  const piece = part.find((each) => each.type === 'exercise');
  if (!piece) return undefined;
  const { name, kind } = piece.exercise;
  const before = clause.tokens[piece.from - 1];
  const special =
    GENERIC.test(name) && before?.kind === 'word' && before.text.length > 2 && !isCommon(before.text)
      ? `${before.text} `
      : '';
  return { name: `${special}${name}`, kind, origin: special === '' ? 'named' : 'unknown' };
}

function unknownExercise(clause: JudgedClause, part: readonly Piece[]): Group['exercise'] | undefined {
  const name = unknownName(clause, part);
  return name === undefined ? undefined : { name, kind: 'weighted', origin: 'unknown' };
}

function exerciseIn(clause: JudgedClause): Group['exercise'] | undefined {
  const exercise = exerciseOf(clause.pieces, clause);
  return exercise && { ...exercise, origin: 'earlier' };
}

/**
 * Return the current exercise for numbers without a name. Repetitions or sets alone are enough. A weight must
 * come with its repetitions, or in a clause in the past tense.
 */
function borrow(
  clause: JudgedClause,
  part: readonly Piece[],
  setting: Setting,
  named: Group['exercise'] | undefined,
): Group['exercise'] | undefined {
  const counts = part.some((piece) => piece.type === 'product' || piece.type === 'reps' || piece.type === 'sets');
  const weightForReps = part.some((piece) => /^(?:for|x)$/.test(piece.role)) && part.length > 1;
  const weightAlone =
    clause.past &&
    part.some((piece) => piece.type === 'measure' && (piece.measure.unit === 'kg' || piece.measure.unit === 'lb'));
  const moves = setting.exercise !== undefined && !isLift(setting.exercise.kind);
  const distanceOrTime =
    moves &&
    clause.past &&
    part.some((piece) => piece.type === 'measure' && (piece.measure.clock ?? piece.measure.unit) !== undefined);
  if (!counts && !weightForReps && !weightAlone && !distanceOrTime) return undefined;
  const fits = named && (setting.exercise === undefined || (counts || weightForReps) === isLift(named.kind));
  if (fits) return { ...named, origin: 'earlier' };
  return setting.exercise && { name: setting.exercise.name, kind: setting.exercise.kind, origin: 'context' };
}

function isLift(kind: ExerciseKind): boolean {
  return kind === 'weighted' || kind === 'bodyweight';
}

export function hasNumbers(pieces: readonly Piece[]): boolean {
  return pieces.some((piece) => piece.type !== 'exercise' && piece.type !== 'word');
}
