import { z } from 'zod';

/** The format of the corpus, which README.md describes. */

export const ROLES = [
  'ex',
  'sets',
  'reps',
  'rounds',
  'weight',
  'assist',
  'dist',
  'dur',
  'pace',
  'count',
  'rpe',
  'rir',
  'rest',
  'tempo',
  'type',
  'side',
  'topic',
  'amount',
  'score',
  'ref',
  'day',
  'none',
] as const;
export const MOODS = ['question', 'plan', 'suppose', 'denied', 'other', 'instruct', 'habit', 'fact'] as const;

const Sets = z.string().transform((text, context) => {
  try {
    return parseSets(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

const common = {
  quote: z.string().min(1),
  unsure: z.literal(true).optional(),
  attention: z.literal(true).optional(),
  daysAgo: z.int().min(0).max(60).optional(),
};

const ExerciseEntry = z.strictObject({
  ...common,
  exercise: z.string().min(1),
  sets: Sets,
  corrects: z.literal(true).optional(),
});

const StudyEntry = z.strictObject({
  ...common,
  activity: z.enum(['reading', 'practice', 'reflection', 'quiz']),
  topic: z.string().min(1).optional(),
  minutes: z.number().positive().optional(),
  amount: z
    .string()
    .regex(/^\d+(\.\d+)? [a-z ]+$/)
    .optional(),
  score: z
    .string()
    .regex(/^\d+(\.\d+)?\/\d+$/)
    .optional(),
});

export const CorpusLine = z.strictObject({
  id: z.string().regex(/^[a-z-]+-\d{3}$/),
  lang: z.enum(['en', 'de', 'es', 'fr']),
  kind: z.enum(['gym', 'running', 'swimming', 'cycling', 'study', 'language', 'music', 'other']),
  style: z.enum(['typed', 'spoken', 'pasted']),
  units: z.enum(['metric', 'imperial']),
  context: z
    .strictObject({
      currentExercise: z.string().optional(),
      weight: z.string().optional(),
      repsCompleted: z.int().optional(),
      setsCompleted: z.int().optional(),
    })
    .optional(),
  last: z.strictObject({ exercise: z.string(), sets: Sets }).optional(),
  marked: z.string().min(1),
  entries: z.array(z.union([ExerciseEntry, StudyEntry])),
});
export type CorpusLine = z.output<typeof CorpusLine>;

/** Words with a role or a mood, as UTF-16 offsets into the message. */
export interface Mark {
  label: string;
  start: number;
  end: number;
}

/** Separate a marked message into the message and its marks. */
export function parseMarked(marked: string): { message: string; roles: Mark[]; moods: Mark[] } {
  const roles: Mark[] = [];
  const moods: Mark[] = [];
  const open: (Mark & { close: string })[] = [];
  let message = '';
  for (let at = 0; at < marked.length;) {
    const character = marked.charAt(at);
    const label = /^[[{](\w+)\|/.exec(marked.slice(at, at + 12))?.[1];
    if (label !== undefined) {
      open.push({ label, start: message.length, end: 0, close: character === '[' ? ']' : '}' });
      at += label.length + 2;
      continue;
    }
    const last = open.at(-1);
    if (character === last?.close) {
      open.pop();
      (last.close === ']' ? roles : moods).push({ label: last.label, start: last.start, end: message.length });
    } else if ('[]{}|'.includes(character)) throw new Error(`unexpected ${character} at ${at}`);
    else message += character;
    at += 1;
  }
  if (open[0]) throw new Error(`the mark ${open[0].label} is not closed`);
  for (const { label } of roles) if (!ROLES.some((role) => role === label)) throw new Error(`${label} is no role`);
  for (const { label } of moods) if (!MOODS.some((mood) => mood === label)) throw new Error(`${label} is no mood`);
  return { message, roles, moods };
}

export interface CorpusSet {
  reps?: number;
  /** `bodyweight` is the load added to the body's own weight, in kg. */
  weight?: { value: number; unit: 'kg' | 'lb' | 'bodyweight' };
  distance?: { value: number; unit: 'm' | 'km' | 'mi' };
  /** In seconds. */
  duration?: number;
  count?: { value: number; unit: string };
  type?: 'warmup' | 'failure' | 'drop';
  perSide?: true;
  rpe?: number;
  rir?: number;
  restSeconds?: number;
  tempo?: string;
}

const TYPES = { w: 'warmup', f: 'failure', d: 'drop' } as const;
const KG_PER_LB = 0.453_592_37;

/** Read the short form of sets: `3x8@60kg rpe8,5@62.5kg f`. */
export function parseSets(text: string): CorpusSet[] {
  return text.split(',').flatMap((group) => {
    const [, times, done = '', rest = ''] = /^(?:(\d+)x)?(\S+)((?: \S+)*)$/.exec(group.trim()) ?? [];
    if (done === '') throw new Error(`${JSON.stringify(group)} is no group of sets`);
    const set: CorpusSet = Object.assign({}, ...done.split(/(?=[@/])/).map(partOf));
    for (const flag of rest.trim().split(' ').filter(Boolean)) Object.assign(set, flagOf(flag));
    return Array.from({ length: Number(times ?? 1) }, () => ({ ...set }));
  });
}

function partOf(part: string): CorpusSet {
  const text = part.replace(/^\//, '');
  const load = /^@(?:(bw)?([+-]?\d+(?:\.\d+)?)(kg|lb)|bw)$/.exec(text);
  if (load) {
    const value = Number(load[2] ?? 0);
    const isAdded = load[2] === undefined || load[1] !== undefined;
    if (!isAdded) return { weight: { value, unit: load[3] as 'kg' | 'lb' } };
    return {
      weight: { value: load[3] === 'lb' ? Math.round(value * KG_PER_LB * 100) / 100 : value, unit: 'bodyweight' },
    };
  }
  if (/^\d+$/.test(text)) return { reps: Number(text) };
  const clock = /^(?:(\d+):)?(\d+):(\d\d(?:\.\d+)?)$/.exec(text);
  if (clock) return { duration: Number(clock[1] ?? 0) * 3_600 + Number(clock[2]) * 60 + Number(clock[3]) };
  const hours = /^(\d+)h(\d\d)?$/.exec(text);
  if (hours) return { duration: Number(hours[1]) * 3_600 + Number(hours[2] ?? 0) * 60 };
  const measure = /^(\d+(?:\.\d+)?)([a-z]+)$/.exec(text);
  const value = Number(measure?.[1]);
  if (measure?.[2] === 's') return { duration: value };
  if (measure?.[2] === 'min') return { duration: Math.round(value * 60) };
  if (measure?.[2] === 'm' || measure?.[2] === 'km' || measure?.[2] === 'mi')
    return { distance: { value, unit: measure[2] } };
  if (measure?.[2] !== undefined && /^(?:lengths|steps|floors|jumps|laps|cal)$/.test(measure[2]))
    return { count: { value, unit: measure[2] } };
  throw new Error(`${JSON.stringify(part)} is no part of a set`);
}

function flagOf(flag: string): CorpusSet {
  if (flag === 'w' || flag === 'f' || flag === 'd') return { type: TYPES[flag] };
  if (flag === 'side') return { perSide: true };
  const [, name, value = ''] = /^(rpe|rir|rest|tempo)([\d.x-]+)$/i.exec(flag) ?? [];
  if (name === 'tempo') return { tempo: value };
  if (name === 'rest') return { restSeconds: Number(value) };
  if (name === 'rpe' || name === 'rir') return { [name]: Number(value) };
  throw new Error(`${JSON.stringify(flag)} is no flag of a set`);
}
