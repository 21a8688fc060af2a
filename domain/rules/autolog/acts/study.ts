import type { ActivityDataInput, ActivityType } from '../../../contract/progress.ts';
import type { JudgedClause } from '../language/judge.ts';
import { dimension, measureAt } from '../language/measures.ts';
import type { Measure } from '../language/measures.ts';
import type { Token } from '../language/tokens.ts';
import type { Span } from '../types.ts';

export interface StudyAct {
  activityType: ActivityType;
  data: ActivityDataInput;
  span: Span;
}

const STUDIED =
  /^(?:studied|reviewed|practiced|practised|learned|learnt|rehearsed|drilled|memorized|memorised|coded|played|wrote|attended|watched)$/;
const REFLECTED = /^(?:meditated|journaled|journalled|reflected|meditation|meditating|journaling|journalling)$/;
const STUDY_NOUN = /^(?:studying|practice|practicing|practising|homework|lesson|lessons|revision|coding|writing)$/;
const LEISURE = /\b(?:video games?|games|xbox|playstation|netflix|tv|series|shows?|movies?)\b/;
const WATCHED_TO_LEARN =
  /\b(?:lecture|lectures|lesson|lessons|video|videos|tutorial|tutorials|course|class|webinar|documentary)\b/;
const ENDS_TOPIC =
  /^(?:for|in|during|today|tonight|yesterday|this|last|just|and|with|before|after|at|while|again|straight|about|around|roughly|another|an|a|without|since|until|felt)$/;
const NOT_TOPIC = /^(?:my|the|some|a|an|of|on|for|more|another|i|just|to|it|that|this|today|straight)$/;
const MINUTES = { s: 1 / 60, min: 1, h: 60 };
const MOST_MINUTES = 1_440;

/** "read for 30 minutes", "studied spanish 1h05", "did 20 minutes of guitar"; a time is what makes it an entry. */
export function studyOf(clause: JudgedClause, message: string): StudyAct | undefined {
  const time = timeIn(clause);
  const activity = time && activityOf(clause, time);
  if (!time || !activity || LEISURE.test(clause.text)) return undefined;
  const minutes = Math.round(time.minutes * 100) / 100;
  const topic = activity.type === 'reflection' ? undefined : topicOf(clause, activity.after, time, message);
  const data: ActivityDataInput = topic === undefined ? { minutes } : { minutes, topic };
  return {
    activityType: activity.type,
    data,
    span: {
      start: clause.tokens[0]?.start ?? 0,
      end: endOf(clause, time, topic?.length ? activity.after : undefined, message),
    },
  };
}

interface Time {
  minutes: number;
  from: number;
  to: number;
}

function timeIn(clause: JudgedClause): Time | undefined {
  for (let index = 0; index < clause.tokens.length; index += 1) {
    const measure = measureAt(clause.tokens, index);
    if (measure && dimension(measure.unit) === 'duration') {
      const minutes = minutesOf(measure);
      return minutes > 0 && minutes <= MOST_MINUTES ? { minutes, from: index, to: measure.to } : undefined;
    }
  }
  return undefined;
}

function minutesOf({ values, unit }: Measure): number {
  const factor = unit === 's' || unit === 'min' || unit === 'h' ? MINUTES[unit] : 0;
  return (values[0] ?? 0) * factor;
}

/** What was done, and the token after which its topic stands. */
function activityOf(clause: JudgedClause, time: Time): { type: ActivityType; after: number } | undefined {
  const find = (pattern: RegExp) => clause.tokens.findIndex((token) => pattern.test(token.text));
  const read = find(/^(?:read|reading)$/);
  if (read !== -1) return { type: 'reading', after: read + 1 };
  if (find(REFLECTED) !== -1) return { type: 'reflection', after: time.to };
  const studied = find(STUDIED);
  const sport = clause.pieces.some((piece) => piece.type === 'exercise');
  if (studied !== -1) {
    const verb = clause.tokens[studied]?.text;
    if (sport && (verb === 'played' || verb === 'attended' || verb === 'watched')) return undefined;
    if (verb === 'watched' && !WATCHED_TO_LEARN.test(clause.text)) return undefined;
    return { type: 'practice', after: studied + 1 };
  }
  if (sport) return undefined;
  const worked = find(/^worked$/);
  if (clause.tokens[worked + 1]?.text === 'on') return { type: 'practice', after: worked + 2 };
  const noun = find(STUDY_NOUN);
  if (noun !== -1)
    return {
      type: 'practice',
      after: /^(?:studying|practicing|practising)$/.test(clause.tokens[noun]?.text ?? '') ? noun + 1 : 0,
    };
  const after = clause.tokens[time.to]?.text;
  const spent =
    clause.past &&
    (after === 'of' || after === 'on') &&
    /\b(?:did|spent|put|finished|completed|got)\b/.test(clause.text);
  return spent ? { type: 'practice', after: time.to + 1 } : undefined;
}

function topicOf(clause: JudgedClause, after: number, time: Time, message: string): string | undefined {
  const behindTime = /^(?:of|on)$/.test(clause.tokens[time.to]?.text ?? '') ? time.to + 1 : undefined;
  return (
    wordsFrom(clause.tokens, after, message) ??
    (behindTime === undefined ? undefined : wordsFrom(clause.tokens, behindTime, message))
  );
}

/** The words as typed, up to a number or a word that ends a topic. */
function wordsFrom(tokens: readonly Token[], from: number, message: string): string | undefined {
  let first = from;
  while (NOT_TOPIC.test(tokens[first]?.text ?? '')) first += 1;
  let last = first;
  while (
    last - first < 6 &&
    tokens[last]?.kind === 'word' &&
    !ENDS_TOPIC.test(tokens[last]?.text ?? '') &&
    !/^(?:did|had|went|spent|studying|practice|session|lesson|reading)$/.test(tokens[last]?.text ?? '')
  )
    last += 1;
  const [start, end] = [tokens[first], tokens[last - 1]];
  return last > first && start && end ? message.slice(start.start, end.end) : undefined;
}

/** Where the time or the topic ends, whichever is later. */
function endOf(clause: JudgedClause, time: Time, topicFrom: number | undefined, message: string): number {
  const end = clause.tokens[time.to - 1]?.end ?? 0;
  if (topicFrom === undefined) return end;
  const rest = clause.tokens.slice(time.to);
  const topic = /^(?:of|on)$/.test(rest[0]?.text ?? '') ? wordsFrom(rest, 1, message) : undefined;
  const at = topic === undefined ? -1 : message.indexOf(topic, end);
  const before = clause.tokens.slice(topicFrom, time.from).at(-1)?.end ?? 0;
  return Math.max(end, before, at === -1 ? 0 : at + (topic?.length ?? 0));
}
