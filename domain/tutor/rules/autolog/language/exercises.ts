import { catalogue } from '../../../../training/rules/exercises.ts';
import type { ExerciseMeasure } from '../../../../training/rules/exercises.ts';
import { meansAnother } from './other-meanings.ts';
import type { Token } from './tokens.ts';

/** The measure of an exercise: a weight, repetitions alone, a distance or a time. */
export type ExerciseKind = 'weighted' | 'bodyweight' | 'cardio' | 'timed';

export interface NamedExercise {
  name: string;
  kind: ExerciseKind;
  /** Whether a verb in the past tense names the exercise, such as `ran` or `benched`. */
  past: boolean;
  /** The number of tokens that name the exercise. */
  length: number;
}

const kinds: { readonly [M in ExerciseMeasure]: ExerciseKind } = {
  weight: 'weighted',
  bodyweight: 'bodyweight',
  assisted: 'bodyweight',
  distance: 'cardio',
  time: 'timed',
};

/**
 * Everyday words that are read as exercises all the same, because beside sets, a distance or a time they rarely mean
 * anything else.
 */
const READ_ANYWAY = new Set(
  (
    'bench, fly, flye, shrug, clean, snatch, jerk, swing, kickback, good morning, pull down, push down, crunch, dip, ' +
    'rollout, run, ride, bike, walk, sprint, boxing, climbing, squash'
  ).split(', '),
);

/** Movements that need a word before them to be one exercise, as `zottman curl` and `chest press` do. */
const HEADS = 'press, row, curl, raise, extension, thrust, chop, carry';

/** Verbs in the past tense that mean doing an exercise, and the exercise that each means. */
const pastVerbs = new Map<string, { name: string; kind: ExerciseKind }>(
  catalogue.flatMap(({ measure, source }) =>
    (source.past?.en ?? '')
      .split(', ')
      .filter((verb) => verb !== '')
      .map((verb) => [verb.replace('?', ''), { name: shownName(source.en), kind: kinds[measure] }] as const),
  ),
);

/** Words before a name that say which kind of press, squat and so on it is. */
const MODIFIERS = new Set(
  (
    'barbell dumbbell db bb kb kettlebell cable machine smith incline decline flat seated standing kneeling lying close wide narrow grip ' +
    'close-grip wide-grip weighted assisted single one single-leg one-leg single-arm one-arm arm leg front back goblet sumo romanian bulgarian ' +
    'split walking reverse paused pause strict overhead hanging calf lat lateral chest shoulder triceps tricep biceps bicep hammer preacher ' +
    'hack box arnold military glute hip zercher pendlay bent-over trap hex bar landmine spider concentration rear delt side stiff-leg ' +
    'floor jm z viking belt safety nordic ab ez rope deficit pin tempo diamond pike archer'
  ).split(' '),
);
/** Words after a name which show that a place or a thing is meant. */
const NOT_AFTER = /^(?:rack|belt|shoes?|station|club|shop)$/;
/** The longest name in words. */
const LONGEST = 4;
const MOST_MODIFIERS = 4;

const names: readonly (readonly [name: string, kind: ExerciseKind])[] = [
  ...catalogue.flatMap(({ measure, source }) =>
    source.en
      .toLowerCase()
      .split(', ')
      .filter((name) => !name.endsWith('?') || READ_ANYWAY.has(name.slice(0, -1)))
      .map((name) => [name.replace('?', ''), kinds[measure]] as const),
  ),
  ...HEADS.split(', ').map((name) => [name, 'weighted'] as const),
];

const lexicon: ReadonlyMap<string, ExerciseKind> = new Map(
  names.map(([name, kind]) => [joined(name.split(' ')), kind] as const),
);

/** Words with which a name can begin. Nearly all words of a message are not in this set, so it saves time. */
const beginnings: ReadonlySet<string> = new Set([
  ...lexicon.keys(),
  ...MODIFIERS,
  ...names.map(([name]) => singular(name.split(/[ -]/)[0] ?? '')),
]);

/** Return the exercise that is named at `index`: `benched`, `push-ups`, `seated dumbbell shoulder press`. */
export function exerciseAt(tokens: readonly Token[], index: number): NamedExercise | undefined {
  const verb = tokens[index]?.text ?? '';
  if (verb === 'worked' && tokens[index + 1]?.text === 'out')
    return { name: 'workout', kind: 'timed', past: true, length: 2 };
  const past = pastVerbs.get(verb);
  if (past) return meansAnother(tokens, index) ? undefined : { ...past, past: true, length: 1 };
  if (
    !beginnings.has(singular(verb)) &&
    !beginnings.has(singular(verb.split('-')[0] ?? '')) &&
    !beginnings.has(joined([verb]))
  )
    return undefined;
  let modifiers = 0;
  while (modifiers < MOST_MODIFIERS && MODIFIERS.has(singular(tokens[index + modifiers]?.text ?? ''))) modifiers += 1;
  // Try the longest run of modifiers first. If no name follows it, the last modifier belongs to the name, as `leg` does
  // in `leg press`.
  for (let skipped = modifiers; skipped >= 0; skipped -= 1) {
    const head = headAt(tokens, index + skipped);
    if (head && !NOT_AFTER.test(tokens[index + skipped + head.length]?.text ?? '')) {
      const length = skipped + head.length;
      const name = head.past
        ? [...words(tokens, index, skipped), head.past].join(' ')
        : words(tokens, index, length).join(' ');
      return { name, kind: head.kind, past: head.past !== undefined, length };
    }
  }
  return undefined;
}

/**
 * Return the kind of an exercise whose name comes from elsewhere, such as the context. An unknown exercise counts as
 * weighted.
 */
export function kindOf(name: string): ExerciseKind {
  const tokens = name
    .split(/[\s_]+/)
    .map((text) => ({ kind: 'word' as const, text: text.toLowerCase(), start: 0, end: 0, glued: false, breaks: 0 }));
  return exerciseAt(tokens, 0)?.kind ?? 'weighted';
}

function headAt(
  tokens: readonly Token[],
  index: number,
): { kind: ExerciseKind; length: number; past?: string } | undefined {
  for (let length = LONGEST; length >= 1; length -= 1) {
    const part = words(tokens, index, length);
    if (part.length < length) continue;
    const kind = lexicon.get(joined(part));
    if (kind) return { kind, length };
    // The past tense of a press: `bench pressed`, `leg pressed`.
    if (length === 2 && part[1] === 'pressed' && lexicon.has(joined([part[0] ?? '', 'press']))) {
      return { kind: 'weighted', length, past: `${part[0]} press` };
    }
  }
  const word = tokens[index];
  return word?.text === 'pressed' && MODIFIERS.has(tokens[index - 1]?.text ?? '')
    ? { kind: 'weighted', length: 1, past: 'press' }
    : undefined;
}

/** Return the words from `index` on that stand on one line with nothing else between them. */
function words(tokens: readonly Token[], index: number, length: number): string[] {
  const found: string[] = [];
  for (let at = index; at < index + length; at += 1) {
    const token = tokens[at];
    if (
      !token ||
      token.kind === 'number' ||
      (token.kind === 'sign' && token.text !== '&') ||
      (at > index && token.breaks)
    )
      break;
    found.push(token.text);
  }
  return found;
}

/** Join words so that `push-ups`, `push ups` and `pushups` become the same. */
function joined(parts: readonly string[]): string {
  return parts
    .flatMap((part) => part.split('-'))
    .map(singular)
    .join('');
}

function singular(word: string): string {
  const plain = word.replace(/'s?$/, '');
  if (plain.length < 3 || plain.endsWith('us')) return plain;
  if (plain.endsWith('ss')) return plain;
  if (/(?:ss|sh|ch|x)es$/.test(plain)) return plain.slice(0, -2);
  if (plain.endsWith('flies')) return 'fly';
  return plain.endsWith('s') && !plain.endsWith('pilates') ? plain.slice(0, -1) : plain;
}

/** Return the name that is shown, as it stands inside a sentence. */
function shownName(list: string): string {
  return list
    .slice(0, list.indexOf(',') === -1 ? undefined : list.indexOf(','))
    .replace('?', '')
    .toLowerCase();
}
