import type { ActivityDataInput, ActivityType } from '../../../../training/contract/progress.ts';
import type { JudgedClause } from '../language/judge.ts';
import { dimension, measureAt } from '../language/measures.ts';
import type { Measure } from '../language/measures.ts';
import { TEACHES } from '../language/moods.ts';
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
/** Words for time that was not spent on practice. */
const IDLE =
  /\b(?:(?:of|on|in) (?:(?:my|the|a) )?(?:sleep|naps?|rest|overtime|traffic|driving|commut\w+|meetings?|calls?|chores|cleaning|dishes|laundry|shopping|cooking|gaming|scrolling|errands|travel\w*|paperwork|emails?)\b|of (?:my |the )?(?:day|evening|morning|afternoon|weekend|life|time)\b|of work$)/;
const LEISURE =
  /\b(?:played (?:for \S+ \w+ )?with (?:(?:my|the|our|his|her) )?(?:kids?|child|children|sons?|daughters?|baby|dogs?|cats?|puppy|toys?|nephews?|nieces?|friends?|it|them|him|her)|(?:wrote|reviewed) (?:(?:a|an|the|my|some|\d+|his|her|our) )?(?:emails?|messages?|texts?|letters?|lists?|checks?|prs?|pull requests?|resumes?|contracts?|invoices?)|video games?|games|fifa|minecraft|fortnite|roblox|nintendo|ps5|xbox|playstation|netflix|tv|series|shows?|movies?)\b/;
const ENDS_TOPIC =
  /^(?:for|in|during|today|tonight|yesterday|this|last|just|and|with|before|after|at|while|again|straight|about|around|roughly|another|an|a|without|since|until|felt|did|had|went|spent|studying|practice|session|lesson|lessons|reading)$/;
const NOT_TOPIC = /^(?:my|the|some|a|an|of|on|for|more|another|i|just|to|it|that|this|today|straight)$/;
const OF = /^(?:of|on)$/;
/** The longest topic in words. */
const LONGEST_TOPIC = 6;
/** The longest topic that `progress.log` takes, in UTF-16 units. */
const MAX_TOPIC_UNITS = 200;
const MINUTES = { s: 1 / 60, min: 1, h: 60 };
const MOST_MINUTES = 1_440;

/**
 * Read time spent on study: "read for 30 minutes", "studied spanish 1h05", "did 20 minutes of guitar". Without a time
 * there is no entry.
 */
export function studyOf(clause: JudgedClause, message: string): StudyAct | undefined {
  const { tokens, text } = clause;
  const time = timeIn(clause);
  const activity = time && activityOf(clause, time);
  if (!time || !activity || LEISURE.test(text)) return undefined;
  const topic = activity.type === 'reflection' ? undefined : topicOf(tokens, activity.after, time);
  const minutes = Math.round(time.minutes * 100) / 100;
  const ends = [tokens[time.to - 1]?.end, tokens[activity.at]?.end, topic?.end];
  return {
    activityType: activity.type,
    data: topic === undefined ? { minutes } : { minutes, topic: message.slice(topic.start, topic.end) },
    span: { start: tokens[0]?.start ?? 0, end: Math.max(...ends.map((end) => end ?? 0)) },
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

interface Activity {
  type: ActivityType;
  /** The index of the token that names the activity. */
  at: number;
  /** The index of the token where the topic begins. */
  after: number;
}

function activityOf(clause: JudgedClause, time: Time): Activity | undefined {
  const { tokens } = clause;
  const find = (pattern: RegExp) => tokens.findIndex((token) => pattern.test(token.text));
  const read = find(/^(?:read|reading)$/);
  if (read !== -1) return { type: 'reading', at: read, after: read + 1 };
  const reflected = find(REFLECTED);
  if (reflected !== -1) return { type: 'reflection', at: reflected, after: reflected + 1 };
  const sport = clause.pieces.some((piece) => piece.type === 'exercise');
  const studied = find(STUDIED);
  if (studied !== -1)
    return isStudy(tokens[studied]?.text, clause.text, sport)
      ? { type: 'practice', at: studied, after: studied + 1 }
      : undefined;
  if (sport) return undefined;
  const worked = find(/^worked$/);
  if (tokens[worked + 1]?.text === 'on') return { type: 'practice', at: worked, after: worked + 2 };
  const noun = find(STUDY_NOUN);
  if (noun !== -1) return { type: 'practice', at: noun, after: tokens[noun]?.text.endsWith('ing') ? noun + 1 : 0 };
  const spent =
    clause.past &&
    OF.test(tokens[time.to]?.text ?? '') &&
    !IDLE.test(clause.text) &&
    /\b(?:did|spent|put|finished|completed|got)\b/.test(clause.text);
  return spent ? { type: 'practice', at: time.to - 1, after: time.to + 1 } : undefined;
}

/**
 * Return whether the verb means study: "played guitar" does; "played tennis" and "watched football" don't. Watching
 * counts only if the thing watched teaches.
 */
function isStudy(verb: string | undefined, text: string, sport: boolean): boolean {
  if (verb === 'watched') return TEACHES.test(text);
  return !(sport && (verb === 'played' || verb === 'attended'));
}

function topicOf(tokens: readonly Token[], after: number, time: Time): Span | undefined {
  return (
    wordsFrom(tokens, after) ?? (OF.test(tokens[time.to]?.text ?? '') ? wordsFrom(tokens, time.to + 1) : undefined)
  );
}

export const isTopic = ({ start, end }: Span): boolean => end - start <= MAX_TOPIC_UNITS;

/** Return the words up to a number or to a word that ends a topic. */
function wordsFrom(tokens: readonly Token[], from: number): Span | undefined {
  let first = from;
  while (NOT_TOPIC.test(tokens[first]?.text ?? '')) first += 1;
  let last = first;
  while (last - first < LONGEST_TOPIC && tokens[last]?.kind === 'word' && !ENDS_TOPIC.test(tokens[last]?.text ?? ''))
    last += 1;
  const [start, end] = [tokens[first], tokens[last - 1]];
  const span = last > first && start && end && { start: start.start, end: end.end };
  return span && isTopic(span) ? span : undefined;
}
