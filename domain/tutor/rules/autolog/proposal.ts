import type { ActivityData, ActivityDataInput, ActivityType } from '../../../training/contract/progress.ts';
import { normaliseActivity } from '../../../training/rules/activity.ts';
import { normaliseExercise } from '../../../training/rules/exercise-names.ts';
import type { DisplayUnits } from '../../../training/rules/units.ts';
import type { ChatContext } from '../../contract/chat.ts';
import { LEAST_CONFIDENCE, MOST_FROM_CONTEXT, UNCONFIRMED } from './acts/confidence.ts';
import { settingOf } from './acts/context.ts';
import { saidByContext, saidIn, unsaidIn } from './evidence.ts';
import { dateOf, isUnclear } from './language/dates.ts';
import type { JudgedClause } from './language/judge.ts';
import { plainText } from './language/tokens.ts';
import type { MessageReading } from './reading.ts';
import type { Detection, Span } from './types.ts';

/** The arguments with which a model asks to log an act. */
export interface Proposal {
  activityType: ActivityType;
  data: ActivityDataInput;
  quote: string;
  confidence: number;
  needsAttention?: boolean;
  notes?: string;
}

const MOST_FROM_MODEL = 0.95;

/**
 * Check a model's proposal against the message [AL2, AL3]. The quote must be in the message, in words that may report
 * an act of the user, and every number must be in the quote or in the context. If the proposal is refused, the reason
 * is written for the model.
 */
export function checkProposal(
  proposal: Proposal,
  { message, clauses, units }: MessageReading,
  context: ChatContext | undefined,
): Detection | { refused: string } {
  const spans = occurrences(message, proposal.quote);
  if (spans.length === 0) return { refused: 'the quote is not in the message' };
  const span = spans.find((each) => touched(clauses, each).some((clause) => clause.mood === undefined));
  if (!span) return { refused: `these words tell of no act of the learner: ${moodIn(clauses, spans)}` };
  const data = readData(proposal, units);
  if (typeof data === 'string') return { refused: data };

  const setting = settingOf(context, units);
  const quoted = saidIn(touched(clauses, span), span, units);
  const spoken = plainText(message.slice(span.start, span.end));
  const unsaid = unsaidIn(data, [...quoted, ...saidByContext(setting)], spoken);
  if (unsaid !== undefined) return { refused: `${unsaid} is neither in the quote nor in the context` };

  const told = touched(clauses, span).filter((clause) => clause.mood === undefined);
  const fromContext = unsaidIn(data, [], '') !== undefined && quoted.length === 0;
  const confidence = Math.min(
    proposal.confidence,
    MOST_FROM_MODEL,
    fromContext ? MOST_FROM_CONTEXT : 1,
    told.some((clause) => isUnclear(clause.when)) || namesAnother(told, data) ? UNCONFIRMED : 1,
  );
  if (!(confidence >= LEAST_CONFIDENCE)) return { refused: 'too uncertain to log' };
  return {
    activityType: proposal.activityType,
    data,
    quote: message.slice(span.start, span.end),
    quoteStart: span.start,
    confidence,
    needsAttention: proposal.needsAttention ?? false,
    ...(proposal.notes !== undefined && { notes: proposal.notes }),
    ...(fromContext && { fromContext }),
    ...(told.some((clause) => clause.corrects) && { corrects: true }),
    ...dateOf(told[0]?.when),
  };
}

/**
 * Find the quote in the message. Models change case, dashes and quotation marks, so plain texts are compared if the
 * exact quote is not found.
 */
function occurrences(message: string, quote: string): Span[] {
  const [text, wanted] = message.includes(quote) ? [message, quote] : [plainText(message), plainText(quote)];
  const length = wanted.trim() === '' ? 0 : wanted.length;
  const spans: Span[] = [];
  for (
    let start = length === 0 ? -1 : text.indexOf(wanted);
    start !== -1;
    start = text.indexOf(wanted, start + length)
  ) {
    spans.push({ start, end: start + length });
  }
  return spans;
}

/**
 * Find the clauses that a span touches. The clauses are sorted, so a binary search works; a quote may occur thousands
 * of times.
 */
function touched(clauses: readonly JudgedClause[], { start, end }: Span): JudgedClause[] {
  let [from, last] = [0, clauses.length];
  while (from < last) {
    const middle = (from + last) >> 1;
    if ((clauses[middle]?.tokens.at(-1)?.end ?? 0) > start) last = middle;
    else from = middle + 1;
  }
  let to = from;
  while ((clauses[to]?.tokens[0]?.start ?? end) < end) to += 1;
  return clauses.slice(from, to);
}

function moodIn(clauses: readonly JudgedClause[], spans: readonly Span[]): string {
  const moods = spans.flatMap((span) => touched(clauses, span)).map((clause) => clause.mood);
  return moods.find((mood) => mood !== undefined)?.replace('_', ' ') ?? 'nothing is said';
}

/** Return the data as they would be stored, with exercises as sets, or the reason why they can't be stored. */
function readData({ activityType, data }: Proposal, units: DisplayUnits): ActivityDataInput | string {
  try {
    return asInput(normaliseActivity(activityType, data, units));
  } catch (error) {
    return error instanceof Error ? reasonOf(error) : 'the data could not be read';
  }
}

function reasonOf(error: Error & { details?: unknown }): string {
  const [first] = Array.isArray(error.details) ? (error.details as { path: string; message: string }[]) : [];
  return first ? `${first.path}: ${first.message}` : error.message;
}

function asInput(data: ActivityData): ActivityDataInput {
  if (!('exerciseKey' in data)) return data;
  return { exercise: data.exercise, sets: data.sets };
}

/** Return whether the words name an exercise other than the proposed one. */
function namesAnother(told: readonly JudgedClause[], data: ActivityDataInput): boolean {
  if (!('exercise' in data)) return false;
  const { key } = normaliseExercise(data.exercise);
  const names = told.flatMap((clause) =>
    clause.pieces.flatMap((piece) => (piece.type === 'exercise' ? [normaliseExercise(piece.exercise.name).key] : [])),
  );
  return names.length > 0 && !names.some((name) => name === key || name.includes(key) || key.includes(name));
}
