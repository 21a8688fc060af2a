import type { ChatContext } from '../../contract/chat.ts';
import type { Quantity, SetInput } from '../../contract/quantity.ts';
import type { Detection } from '../autolog.ts';
import { normaliseExercise } from '../exercise-names.ts';
import { readQuantity } from '../units.ts';
import type { DisplayUnits } from '../units.ts';
import type { Clause } from './clauses.ts';
import { exerciseIn, isWeighted } from './exercises.ts';
import { plainNumbers } from './numbers.ts';

const WEIGHT = String.raw`(?:(?:at|@|with|using)\s*)?(\d+(?:[.,]\d+)?)\s*(kgs?|kilos?|kilograms?|lbs?|pounds?|#)\b`;
const SETS_BY_REPS = /(\d{1,2})\s*(?:x|×|\*|sets?\s*(?:of|x|×))\s*(\d{1,3})\b(?!\s*(?:kg|lb|kilo|pound|\.\d))/i;
const WEIGHT_BY_REPS =
  /(\d{2,3}(?:[.,]\d+)?)\s*(kgs?|lbs?)?\s*(?:x|×|for)\s*(\d{1,3})\b(?!\s*(?:min|sec|hour|h\b|k\b|km|mi|second|minute))/gi;
const REPS = /(\d{1,3})\s*(?:reps?|repetitions?|times)\b/i;
const BARE_REPS = /(?:^|\b(?:did|do|done|finished|completed|managed|hit|got)\s+)(\d{1,3})\s+(?=\p{L})/iu;
const DISTANCE = /(\d+(?:[.,]\d+)?)\s*(k|km|kms|kilomet(?:er|re)s?|mi|miles?|m|met(?:er|re)s?)\b/i;
const CLOCK = /\b(?:in\s+)?(\d{1,2}:\d{2}(?::\d{2})?)\b/i;
const DURATION =
  /\b(\d+(?:[.,]\d+)?)\s*(?:-\s*)?(h|hrs?|hours?|min|mins|minutes?|s|secs?|seconds?)\b(?:\s*(\d{1,2})\s*(?:min|mins|minutes?|m)?\b)?|\b(\d{1,2})h(\d{2})\b/i;
const CARDIO =
  /\b(ran|run|running|jog(?:ged|ging)?|cycl(?:ed|ing)|biked?|biking|rode|swam|swim(?:ming)?|row(?:ed|ing)|walk(?:ed|ing)?|hik(?:ed|ing)|hiked?)\b/i;
const CARDIO_NAMES: { [stem: string]: string } = {
  r: 'running',
  j: 'running',
  c: 'cycling',
  b: 'cycling',
  s: 'swimming',
  w: 'walking',
  h: 'hiking',
};
const STUDY =
  /\b(read|reading|stud(?:ied|ying)|revised|learn(?:ed|t)|practi[sc](?:ed|ing)|meditated|played|reviewed|watched)\b/i;
const QUIZ = /\b(?:scored|got|score of|made)\s+(\d{1,4})\s*(?:\/|out of|of)\s*(\d{1,4})\b/i;
const PAIN =
  /\b(pain\w*|hurts?|hurting|injur\w*|strain\w*|pull(?:ed)?|twinge\w*|ache\w*|aching|sharp|tweak\w*|popped|numb\w*)\b/i;
const BODY =
  /\b(back|shoulders?|knees?|elbows?|wrists?|hips?|neck|ankles?|hamstrings?|chest|groin|calf|calves|foot|feet)\b/i;
const FORM = /\b(form (?:broke|was off|trouble|issue|breakdown)|bad form|poor form|lost balance)\b/i;
const CORRECTION =
  /\b(?:not\s+[^,]{1,30},?\s*(?:it|that|they)\s+was|(?:it|that)\s+was\s+(?:actually|really)|actually\s+(?:it|that)\s+was|correction|i meant)\b/i;
const PAST =
  /\b(?:did|done|finished|completed|just|managed|hit|got|lifted|benched|squatted|deadlifted|pressed|yesterday|today|this morning|ran|felt|worked)\b|\b\w+ed\b/i;

const SURE = 0.92;
const IMPLICIT = 0.82;
const CONTEXT_ONLY = 0.75;

/** The acts one clause tells of. */
export function actsIn(clause: Clause, context: ChatContext | undefined, units: DisplayUnits): Detection[] {
  const text = plainNumbers(clause.text);
  const attention = (PAIN.test(text) && (BODY.test(text) || /\b(pain|hurt|injur)/i.test(text))) || FORM.test(text);
  const found = quiz(text) ?? cardio(text, units) ?? exercise(text, context, units, attention) ?? study(text);
  if (!found) return [];
  const daysAgo = /\byesterday\b/i.test(text) ? 1 : undefined;
  const vague = /\b(?:last week|last month|the other day|\w+ (?:days|weeks) ago)\b/i.test(text);
  const name = 'exercise' in found.data ? normaliseExercise(found.data.exercise).key : undefined;
  return [
    {
      ...found,
      quote: clause.text,
      quoteStart: clause.start,
      confidence: vague ? Math.min(found.confidence, 0.6) : found.confidence,
      needsAttention: attention,
      ...(attention && { notes: clause.text }),
      ...(CORRECTION.test(text) && { corrects: true }),
      ...(daysAgo && { daysAgo }),
      ...(attention &&
        name && {
          memory: { memoryType: 'struggle' as const, key: `${name}_form`, value: clause.text, importanceScore: 0.8 },
        }),
    },
  ];
}

type Found = Pick<Detection, 'activityType' | 'data' | 'confidence'>;

function quiz(text: string): Found | undefined {
  const [, score, outOf] = QUIZ.exec(text) ?? [];
  if (!score || !outOf || Number(outOf) === 0 || Number(score) > Number(outOf)) return undefined;
  return {
    activityType: 'quiz',
    data: { score: Number(score), outOf: Number(outOf) },
    confidence: /quiz|test|exam/i.test(text) ? SURE : 0.7,
  };
}

function cardio(text: string, units: DisplayUnits): Found | undefined {
  const verb = CARDIO.exec(text)?.[1]?.toLowerCase();
  if (!verb || /\brows?\b/.test(text.replace(/rowed|rowing/gi, ''))) return undefined;
  const name = verb.startsWith('row')
    ? 'rowing'
    : verb.startsWith('rode')
      ? 'cycling'
      : verb.startsWith('ran')
        ? 'running'
        : CARDIO_NAMES[verb[0]!]!;
  const distance = quantity(DISTANCE.exec(text)?.[0], 'distance', units.distance);
  const duration = durationIn(text);
  if (!distance && !duration) return undefined;
  const set: SetInput = { ...(distance && { distance }), ...(duration && { duration }) };
  const told = /\b(ran|jogged|cycled|biked|rode|swam|rowed|walked|hiked|did|went|finished|completed)\b/i.test(text);
  return { activityType: 'exercise', data: { exercise: name, sets: [set] }, confidence: told ? SURE : 0.7 };
}

function study(text: string): Found | undefined {
  const verb = STUDY.exec(text)?.[1]?.toLowerCase();
  const duration = durationIn(text);
  if (!verb || !duration) return undefined;
  const minutes = Math.round(
    duration.unit === 'h' ? duration.value * 60 : duration.unit === 's' ? duration.value / 60 : duration.value,
  );
  const topic = new RegExp(
    String.raw`\b${verb}\s+(?!for\b|about\b)([\p{L}][\p{L} '-]{1,40}?)(?:\s+for\b|\s+\d|$)`,
    'iu',
  )
    .exec(text)?.[1]
    ?.trim();
  const activityType = /^(?:practi|played|medit)/.test(verb) ? 'practice' : 'reading';
  return { activityType, data: { minutes, ...(topic && { topic }) }, confidence: SURE };
}

function exercise(
  text: string,
  context: ChatContext | undefined,
  units: DisplayUnits,
  attention: boolean,
): Found | undefined {
  const named = exerciseIn(text);
  const name = named ?? (context?.currentExercise ? normaliseExercise(context.currentExercise).name : undefined);
  if (!name) return undefined;
  const sets = setsIn(text, context, units);
  if (sets) {
    const told = PAST.test(text);
    const complete = sets.every((set) => set.weight !== undefined) || !isWeighted(normaliseExercise(name).key);
    const confidence = !named ? CONTEXT_ONLY : complete ? (told ? SURE : 0.88) : IMPLICIT;
    return {
      activityType: 'exercise',
      data: { exercise: name, sets },
      confidence: named || !told ? confidence : IMPLICIT,
    };
  }
  // "I felt my back pull during shoulder press": the numbers are the context's alone.
  if (!attention || context?.repsCompleted === undefined) return undefined;
  const weight = context.weight;
  const one: SetInput = { reps: context.repsCompleted, ...(weight !== undefined && { weight }) };
  return { activityType: 'exercise', data: { exercise: name, sets: [one] }, confidence: CONTEXT_ONLY };
}

function setsIn(text: string, context: ChatContext | undefined, units: DisplayUnits): SetInput[] | undefined {
  const said = new RegExp(WEIGHT, 'i').exec(text);
  const weight =
    quantity(said ? `${said[1]} ${said[2]}` : undefined, 'weight', units.weight) ?? bareWeight(text, units);
  const correction = /\bit was\s+(.*)$/i.exec(text)?.[1];
  const by = SETS_BY_REPS.exec(correction ?? text);
  if (by && Number(by[1]) <= 20) {
    const held = weight ?? context?.weight;
    return Array.from({ length: Number(by[1]) }, () => ({
      ...(held !== undefined && { weight: held }),
      reps: Number(by[2]),
    }));
  }
  const list = [...text.matchAll(WEIGHT_BY_REPS)];
  if (list.length > 0)
    return list.map((match) => ({
      weight: { value: number(match[1]!), unit: unitOf(match[2], units) },
      reps: Number(match[3]),
    }));
  const reps = REPS.exec(text)?.[1] ?? (exerciseIn(text) ? BARE_REPS.exec(text)?.[1] : undefined);
  if (reps === undefined) return undefined;
  const held = weight ?? context?.weight;
  return [{ ...(held !== undefined && { weight: held }), reps: Number(reps) }];
}

/** "bench 3x8 135": a number behind sets and reps is the weight. */
function bareWeight(text: string, units: DisplayUnits): Quantity | undefined {
  const value =
    /\d\s*(?:x|×)\s*\d{1,3}\s*(?:at|@|with)?\s*(\d{2,3}(?:[.,]\d+)?)\b(?!\s*(?:min|sec|h\b|k\b|km|mi|rep))/i.exec(
      text,
    )?.[1];
  return value === undefined ? undefined : { value: number(value), unit: units.weight };
}

function durationIn(text: string): Quantity | undefined {
  const clock = CLOCK.exec(text)?.[1];
  if (clock) return quantity(clock, 'duration', 'min');
  const match = DURATION.exec(text);
  if (!match) return undefined;
  if (match[4]) return { value: Number(match[4]) * 60 + Number(match[5]), unit: 'min' };
  const unit = match[2]!.toLowerCase();
  if (unit.startsWith('h'))
    return match[3]
      ? { value: number(match[1]!) * 60 + Number(match[3]), unit: 'min' }
      : { value: number(match[1]!), unit: 'h' };
  return { value: number(match[1]!), unit: unit.startsWith('s') ? 's' : 'min' };
}

function quantity(
  text: string | undefined,
  kind: 'weight' | 'distance' | 'duration',
  unit: Quantity['unit'],
): Quantity | undefined {
  if (text === undefined) return undefined;
  const reading = readQuantity(text, kind, unit);
  return reading.state === 'read' ? reading.quantity : undefined;
}

const number = (text: string) => Number(text.replace(',', '.'));
const unitOf = (text: string | undefined, units: DisplayUnits) =>
  text === undefined ? units.weight : /^k/i.test(text) ? ('kg' as const) : ('lb' as const);
