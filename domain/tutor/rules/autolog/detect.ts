import type { ChatContext } from '../../contract/chat.ts';
import { confidenceOf, LEAST_CONFIDENCE } from './acts/confidence.ts';
import { settingOf } from './acts/context.ts';
import { exerciseActs } from './acts/exercise.ts';
import { quizOf } from './acts/quiz.ts';
import { studyOf } from './acts/study.ts';
import type { StudyAct } from './acts/study.ts';
import { dateOf, isUnclear } from './language/dates.ts';
import type { JudgedClause } from './language/judge.ts';
import type { MessageReading } from './reading.ts';
import type { Steps } from './steps.ts';
import { isQuotable } from './types.ts';
import type { Detection } from './types.ts';

/**
 * Find the acts that a message reports, by grammar alone. It reads English, is deterministic, and takes time linear in
 * the length of the message [AL1, AL4]. A correction without an exercise ("not 3x8, it was 3x6") needs a context that
 * names the exercise logged last.
 */
export function* detect(reading: MessageReading, context: ChatContext | undefined): Steps<Detection[]> {
  const { message, clauses, units } = reading;
  const studies: Detection[] = [];
  const rest: JudgedClause[] = [];
  for (const [index, clause] of clauses.entries()) {
    yield;
    const act =
      clause.mood === undefined && !clause.corrects
        ? (quizOf(clause, clauses[index - 1], message) ?? studyOf(clause, message))
        : undefined;
    if (act) studies.push(studyDetection(act, clause, message));
    else rest.push(clause);
  }
  const exercises = yield* exerciseActs(message, rest, settingOf(context, units), units);
  return [...studies, ...exercises]
    .filter(({ confidence, quote }) => confidence >= LEAST_CONFIDENCE && quote !== '' && isQuotable(quote.length))
    .sort((a, b) => a.quoteStart - b.quoteStart);
}

function studyDetection({ activityType, data, span }: StudyAct, clause: JudgedClause, message: string): Detection {
  const { past, unsure, about, when } = clause;
  return {
    activityType,
    data,
    quote: message.slice(span.start, span.end),
    quoteStart: span.start,
    confidence: confidenceOf({ past, unsure, about, dateUnclear: isUnclear(when) }),
    needsAttention: false,
    ...dateOf(when),
  };
}
