import type { SetInput } from '../../../../training/contract/quantity.ts';
import { isKeepable, normaliseExercise } from '../../../../training/rules/exercise-names.ts';
import type { DisplayUnits } from '../../../../training/rules/units.ts';
import { dateOf, isUnclear } from '../language/dates.ts';
import type { JudgedClause } from '../language/judge.ts';
import type { Steps } from '../steps.ts';
import { isQuotable } from '../types.ts';
import type { Detection, Span } from '../types.ts';
import { felt, troubles } from './attention.ts';
import { confidenceOf } from './confidence.ts';
import type { Certainty } from './confidence.ts';
import type { Setting } from './context.ts';
import { correctedData } from './corrections.ts';
import { groupsOf, hasNumbers } from './groups.ts';
import type { Group } from './groups.ts';
import { schemeOf } from './scheme.ts';

/** An exercise that the message reports, before its quote is cut from the message. */
interface Act {
  exercise: string;
  key: string;
  sets: SetInput[];
  certainty: Certainty;
  clauses: JudgedClause[];
  span: Span;
  corrects: boolean;
  trouble?: JudgedClause;
}

/** The most pieces of a plausible act: 30 sets, each with its weight, repetitions and effort. */
const MOST_PIECES = 120;
/** The longest name of an exercise that `progress.log` takes, in UTF-16 units. */
const MAX_NAME_UNITS = 100;
const TROUBLE_IMPORTANCE = 0.8;
/** Words for the current set without its numbers: "done with my set", "that set felt heavy". */
const SET_AT_HAND =
  /\b(?:this|that|my|the|a|another|last|first|second|third|final|next|one) (?:\w+ )?set\b|^(?:ok |okay |and |set )*(?:done|finished)\b(?! \d+ (?:%|percent))/;

export function* exerciseActs(
  message: string,
  clauses: readonly JudgedClause[],
  setting: Setting,
  units: DisplayUnits,
): Steps<Detection[]> {
  const told: Act[] = [];
  for (const group of yield* groupsOf(clauses, setting)) {
    yield;
    const act = actOf(group, setting, units);
    if (act) told.push(act);
  }
  const acts = mergeCorrections(told);
  if (!acts.some((act) => act.key === setting.exercise?.key)) acts.push(...actAtHand(clauses, setting));
  yield* attachTroubles(acts, clauses);
  return acts.map((act) => detectionOf(act, message));
}

/** Return the act that a group reports, completed from the context if the context is about the same exercise. */
function actOf(group: Group, setting: Setting, units: DisplayUnits): Act | undefined {
  const { exercise, clauses, span } = group;
  const normal = normaliseExercise(exercise.name);
  if (!isKeepable(normal) || exercise.name.length > MAX_NAME_UNITS || group.pieces.length > MOST_PIECES)
    return undefined;
  const { key } = normal;
  const scheme = hasNumbers(group.pieces) ? schemeOf(group.pieces, exercise.kind, units) : undefined;
  if (!scheme) return undefined;
  const atHand = key === setting.exercise?.key ? setting : {};
  const sets = scheme.sets.map((set) => completed(set, exercise.kind, atHand));
  if (!sets.every((set) => set.reps !== undefined || set.duration !== undefined || set.distance !== undefined))
    return undefined;
  const certainty = {
    past: clauses.some((clause) => clause.past),
    weightMissing:
      exercise.kind === 'weighted' && sets.some((set) => set.weight === undefined && set.reps !== undefined),
    bareUnit: scheme.bareUnit,
    ambiguous: scheme.ambiguous,
    borrowed:
      exercise.origin === 'context' ||
      exercise.origin === 'earlier' ||
      sets.some((set, index) => set.weight !== scheme.sets[index]?.weight || set.reps !== scheme.sets[index]?.reps),
    unknownName: exercise.origin === 'unknown',
    unsure: clauses.some((clause) => clause.unsure),
    about: clauses.some((clause) => clause.about),
    dateUnclear: clauses.some((clause) => isUnclear(clause.when)),
  };
  return { exercise: exercise.name, key, sets, certainty, clauses, span, corrects: clauses[0]?.corrects === true };
}

function completed(set: SetInput, kind: Group['exercise']['kind'], { weight, reps }: Setting): SetInput {
  if (kind === 'cardio' || kind === 'timed') return set;
  const counted = set.duration !== undefined || set.distance !== undefined;
  return {
    ...set,
    ...(set.weight === undefined && weight !== undefined && { weight }),
    ...(set.reps === undefined && !counted && reps !== undefined && { reps }),
  };
}

/**
 * Merge corrections. A correction of an act in the same message changes that act. Only a correction of an earlier
 * message stays as a separate act that corrects.
 */
function mergeCorrections(acts: readonly Act[]): Act[] {
  const merged: Act[] = [];
  for (const act of acts) {
    const before = act.corrects ? merged.findLast((each) => each.key === act.key) : undefined;
    const data =
      before &&
      correctedData({ exercise: before.exercise, sets: before.sets }, { exercise: before.exercise, sets: act.sets });
    if (before && data && 'exercise' in data && Array.isArray(data.sets)) {
      before.sets = data.sets;
      before.clauses = [...before.clauses, ...act.clauses];
      const longer = { start: before.span.start, end: act.span.end };
      if (isQuotable(longer.end - longer.start)) before.span = longer;
    } else merged.push(act);
  }
  return merged;
}

/**
 * Return the set that the context describes, if the message says that it was done or how it felt, without naming a
 * number [AL3].
 */
function actAtHand(clauses: readonly JudgedClause[], { exercise, weight, reps }: Setting): Act[] {
  if (!exercise || reps === undefined) return [];
  const clause = clauses.find((each) => {
    if (each.mood !== undefined || !each.past || hasNumbers(each.pieces)) return false;
    const name = each.pieces.find((piece) => piece.type === 'exercise')?.exercise.name;
    if (name !== undefined) return normaliseExercise(name).key === exercise.key;
    return SET_AT_HAND.test(each.text) || (troubles(each) && felt(each) && /\b(?:it|that|this|them)$/.test(each.text));
  });
  if (!clause) return [];
  const { past, unsure, about, when } = clause;
  const set: SetInput = weight === undefined ? { reps } : { weight, reps };
  const certainty = {
    past,
    unsure,
    about,
    dateUnclear: isUnclear(when),
    weightMissing: exercise.kind === 'weighted' && weight === undefined,
    fromContext: true,
  };
  const told = { exercise: exercise.name, key: exercise.key, sets: [set], certainty, clauses: [clause] };
  return [{ ...told, span: wordsOf(clause), corrects: false }];
}

const wordsOf = ({ tokens }: JudgedClause): Span => ({ start: tokens[0]?.start ?? 0, end: tokens.at(-1)?.end ?? 0 });

/**
 * Attach reported trouble to an act: to the act in the same clause, else to the act before it in this sentence or the
 * previous one, else to the next act.
 */
function* attachTroubles(acts: Act[], clauses: readonly JudgedClause[]): Steps<void> {
  const owners = new Map(acts.flatMap((act) => act.clauses.map((clause) => [clause, act] as const)));
  let before: { act: Act; sentence: number } | undefined;
  const waiting: JudgedClause[] = [];
  for (const [index, clause] of clauses.entries()) {
    yield;
    const owner = owners.get(clause);
    if (owner) {
      before = { act: owner, sentence: clause.sentence };
      for (const trouble of waiting.splice(0)) if (trouble.sentence >= clause.sentence - 1) owner.trouble ??= trouble;
    }
    if (clause.mood !== undefined && clause.mood !== 'asks' && clause.mood !== 'describes') continue;
    if (!isQuotable(clause.text.length) || !troubles(clause)) continue;
    if (!before || clause.sentence - before.sentence > 1) waiting.push(clause);
    else {
      before.act.trouble ??= clause;
      const last = before.act.clauses.at(-1);
      const longer = { start: before.act.span.start, end: wordsOf(clause).end };
      const isNext = last !== undefined && clauses[index - 1] === last && last.sentence === clause.sentence;
      if (isNext && clause.mood === undefined && isQuotable(longer.end - longer.start)) before.act.span = longer;
    }
  }
}

function detectionOf(act: Act, message: string): Detection {
  const { exercise, key, sets, certainty, clauses, span, trouble } = act;
  const words = trouble && message.slice(wordsOf(trouble).start, wordsOf(trouble).end);
  return {
    activityType: 'exercise',
    data: { exercise, sets },
    quote: message.slice(span.start, span.end),
    quoteStart: span.start,
    confidence: confidenceOf(certainty),
    needsAttention: words !== undefined,
    ...(act.corrects && { corrects: true }),
    ...(certainty.fromContext && { fromContext: true }),
    ...dateOf(clauses.find((clause) => clause.when !== undefined)?.when),
    ...(words !== undefined && {
      notes: `form correction needed: ${words}`,
      memory: {
        memoryType: 'struggle' as const,
        key: `${key}_form`,
        value: words,
        importanceScore: TROUBLE_IMPORTANCE,
      },
    }),
  };
}
