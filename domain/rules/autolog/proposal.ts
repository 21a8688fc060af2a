import type { ChatContext } from '../../contract/chat.ts';
import type { ActivityDataInput, ActivityType } from '../../contract/progress.ts';
import type { Detection } from '../autolog.ts';
import type { DisplayUnits } from '../units.ts';
import { clausesOf } from './clauses.ts';
import { numbersIn } from './numbers.ts';

interface Proposal {
  activityType: ActivityType;
  data: ActivityDataInput;
  quote: string;
  confidence: number;
  needsAttention?: boolean;
}

/** Numbers of the context alone give at most this [AL3]. */
const CONTEXT_ONLY = 0.75;

/** What a model wants to log, held against the message: the words must be there, the numbers in them or in the context, and they must tell of a past act [AL2, AL3]. */
export function checkProposal(
  proposal: Proposal,
  message: string,
  context: ChatContext | undefined,
  _units: DisplayUnits,
): Detection | { refused: string } {
  const { activityType, data, quote, confidence, needsAttention = false } = proposal;
  const quoteStart = message.indexOf(quote);
  if (quote.trim() === '' || quoteStart === -1) return { refused: 'the quote is not in the message' };
  const end = quoteStart + quote.length;
  const touched = clausesOf(message).filter(
    (clause) => clause.start < end && quoteStart < clause.start + clause.text.length,
  );
  const told = touched.find((clause) => clause.kind !== 'act');
  if (told || touched.length === 0)
    return { refused: `these words are no past act of the learner (${told?.kind ?? 'nothing said'})` };

  const said = numbersIn(quote);
  const known = contextNumbers(context);
  const wanted = numbersOf(data);
  const unknown = wanted.find((value) => !has(said, value) && !has(known, value));
  if (unknown !== undefined) return { refused: `the number ${unknown} is neither in the quote nor in the context` };
  const fromContext = wanted.length > 0 && !wanted.some((value) => has(said, value));
  return {
    activityType,
    data,
    quote,
    quoteStart,
    confidence: fromContext ? Math.min(confidence, CONTEXT_ONLY) : confidence,
    needsAttention,
  };
}

function contextNumbers(context: ChatContext | undefined): Set<number> {
  return numbersIn(JSON.stringify([context?.weight, context?.repsCompleted, context?.setsCompleted]) ?? '');
}

/** The numbers a person would have had to say: the count of equal sets once, not each. */
function numbersOf(data: ActivityDataInput): number[] {
  if (!('exercise' in data)) return Object.values(data).filter((value) => typeof value === 'number');
  if (!Array.isArray(data.sets))
    return [
      data.sets,
      ...('reps' in data ? [data.reps].flat() : []),
      ...('weight' in data ? amounts(data.weight) : []),
    ];
  const each = data.sets.flatMap((set) => [
    set.reps,
    ...amounts(set.weight),
    ...amounts(set.duration),
    ...amounts(set.distance),
  ]);
  return [...new Set(each.filter((value) => value !== undefined))];
}

function amounts(quantity: unknown): number[] {
  if (typeof quantity === 'string') return [...numbersIn(quantity)];
  return quantity ? [(quantity as { value: number }).value] : [];
}

const has = (numbers: Set<number>, wanted: number) => [...numbers].some((value) => Math.abs(value - wanted) < 1e-6);
