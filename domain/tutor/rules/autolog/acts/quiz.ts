import type { JudgedClause } from '../language/judge.ts';
import type { Token } from '../language/tokens.ts';
import { isTopic } from './study.ts';
import type { StudyAct } from './study.ts';

const QUIZ = /^(?:quiz|quizzes|test|exam|midterm|assessment|assignment|quizz)$/;
const NOT_A_QUIZ =
  /\b(?:needs?|to pass|pass mark|covid|pregnancy|blood|drug|eye|pain|rpe|effort|energy|mood|difficulty|goals?|scale)\b/;
/**
 * Matches a date or a part instead of a score: "exam on 10/12", "did quiz 2/3", "80% of the test" (but not "80% of the
 * test right").
 */
const DATE_OR_PART =
  /\b(?:quiz|test|exam|midterm|assessment|assignment) (?:was |is )?on \d+ \d|\b(?:did|done|finished|completed|started|on|part) (?:\w+ ){0,3}(?:quiz|test|exam|assessment|assignment) \d+ \d+\b|(?:%|percent) of (?!.*\b(?:right|correct)\b)/;
const NOT_TOPIC = /^(?:the|my|a|an|on|in|for|this|that|of|at|today's|final|last|first|second|little|short|big)$/;

/**
 * Read the score and the topic of a quiz: "scored 8/10 on the quiz", "got 80% on the spanish test", "quiz: 8 out of
 * 10".
 */
export function quizOf(clause: JudgedClause, before: JudgedClause | undefined, message: string): StudyAct | undefined {
  const { tokens } = clause;
  const score = scoreIn(tokens);
  if (!score || NOT_A_QUIZ.test(clause.text) || DATE_OR_PART.test(clause.text)) return undefined;
  const word = tokens.findIndex((token) => QUIZ.test(token.text));
  const headed =
    word === -1 &&
    before?.sentence === clause.sentence &&
    before.mood === undefined &&
    before.tokens.some((token) => QUIZ.test(token.text)) &&
    !scoreIn(before.tokens);
  if (word === -1 && !headed && tokens[score.from - 1]?.text !== 'scored') return undefined;
  const topic = topicOf(tokens, word, message);
  const start = (headed ? before.tokens[0] : tokens[0])?.start ?? 0;
  const last = Math.max(score.to - 1, word, topic?.last ?? 0);
  return {
    activityType: 'quiz',
    data: { score: score.score, outOf: score.outOf, ...(topic && { topic: topic.text }) },
    span: { start, end: tokens[last]?.end ?? start },
  };
}

/** Find a score: `8/10`, `8 out of 10` or `80%`. */
function scoreIn(tokens: readonly Token[]): { score: number; outOf: number; from: number; to: number } | undefined {
  for (const [from, token] of tokens.entries()) {
    const next = tokens[from + 1]?.text;
    const found = scoreAt(tokens, from, token, next);
    if (found && found.outOf > 0 && found.score <= found.outOf) return { ...found, from };
  }
  return undefined;
}

function scoreAt(tokens: readonly Token[], from: number, token: Token, next: string | undefined) {
  if (token.kind !== 'number' || token.clock !== undefined) return undefined;
  const score = token.value ?? 0;
  if (token.values?.form === 'ratio') return { score, outOf: token.values.all[1] ?? 0, to: from + 1 };
  if (next === '%' || next === 'percent') return { score, outOf: 100, to: from + 2 };
  const outOf = tokens[from + 3]?.value;
  return next === 'out' && tokens[from + 2]?.text === 'of' && outOf !== undefined
    ? { score, outOf, to: from + 4 }
    : undefined;
}

/**
 * Return the topic as it was typed and the index of the last token that names the quiz: "the spanish verbs quiz", "quiz
 * on fractions".
 */
function topicOf(tokens: readonly Token[], quiz: number, message: string): { text: string; last: number } | undefined {
  if (quiz === -1) return undefined;
  let first = quiz;
  while (
    first > 0 &&
    quiz - first < 4 &&
    tokens[first - 1]?.kind === 'word' &&
    !NOT_TOPIC.test(tokens[first - 1]?.text ?? '')
  )
    first -= 1;
  const [start, end] = [tokens[first], tokens[quiz - 1]];
  const determined = /^(?:the|my|a|an|on|this|today's|final)$/.test(tokens[first - 1]?.text ?? '') || first === 0;
  if (first < quiz && determined && start && end && !/^(?:got|scored|had|passed|did)$/.test(start.text))
    return topic(message, start, end, quiz);
  if (!/^(?:on|about)$/.test(tokens[quiz + 1]?.text ?? '') || tokens[quiz + 2]?.kind !== 'word') return undefined;
  let last = quiz + 2;
  while (
    last - quiz < 5 &&
    tokens[last + 1]?.kind === 'word' &&
    !/^(?:with|today|yesterday|and|in|at|for)$/.test(tokens[last + 1]?.text ?? '')
  )
    last += 1;
  const from = tokens[quiz + 2];
  const to = tokens[last];
  return from && to && topic(message, from, to, last);
}

function topic(message: string, from: Token, to: Token, last: number): { text: string; last: number } | undefined {
  const span = { start: from.start, end: to.end };
  return isTopic(span) ? { text: message.slice(span.start, span.end), last } : undefined;
}
