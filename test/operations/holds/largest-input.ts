import type { z } from 'zod';
import { MAX_SYNC_OPERATIONS } from '../../../domain/contract/protocol.ts';
import { newId } from '../../../domain/ids.ts';
import { mostNodes } from '../../../domain/input/json-size.ts';
import { MemoryType } from '../../../domain/tutor/contract/memory.ts';
import { PASSWORD } from '../../support/api.ts';
import { idAt } from '../../support/belongings.ts';
import type { Owner } from '../../support/belongings.ts';
import { idPathsOf } from '../../support/contract-calls.ts';
import type { Input, Spec } from '../../support/contract-calls.ts';
import { largestFields, ofBytes, VALUE_BYTES } from '../../support/largest-fields.ts';
import { FILLS, largestOf } from '../../support/largest.ts';

/** The content of fields that accept any JSON can also be many values, many keys, or deep nesting. */
const SHAPES = ['values', 'keys', 'nested'];
const MAX_EMAIL = 255;
/** The number of values in a field that accepts any JSON. The rest of the input may have some more. */
const FREE_NODES = 5_500;
const CONTEXT_BYTES = 7 * 1_024;
const ANSWERS_BYTES = 63 * 1_024;
/** The size of the largest `progress.sync` input. A socket frame has room for it and for the data around it. */
const SYNC_BYTES = 120 * 1_024;
/**
 * How many times these characters may be repeated in a name. They become several letters when names are normalized, so
 * a name as long as the schema allows would then be too long.
 */
const LONGEST_NAMES: { [fill: string]: number } = { '&': 50, ﷺ: 5 };

/** Each activity type with a field that only the data of this activity have, as [field, activity type]. */
const ACTIVITIES = [
  ['sets', 'exercise'],
  ['score', 'quiz'],
  ['text', 'reflection'],
] as const;

/** Returns the kinds of content with which the largest inputs of an operation are filled. */
export const kindsOf = ({ input }: Spec): string[] => (mostNodes(input) === Infinity ? [...FILLS, ...SHAPES] : FILLS);

/**
 * Returns the largest inputs of an operation that have this kind of content and the caller's own ids. There is one for
 * each alternative in the schema.
 */
export function largestInputs(name: string, spec: Spec, kind: string, caller: Owner): Input[] {
  const known = knownOf(name, spec, kind, caller);
  return (largestOf(spec.input as z.ZodType, fillOf(kind), known) as Input[]).map(ofItsActivity);
}

/** Sets the activity type that belongs to the data of the input, because each activity type has other data. */
function ofItsActivity(input: Input): Input {
  if (!('activityType' in input) || typeof input['data'] !== 'object') return input;
  const data = input['data'] as object;
  const [, activityType = 'reading'] = ACTIVITIES.find(([field]) => field in data) ?? [];
  return { ...input, activityType };
}

const fillOf = (kind: string) => (SHAPES.includes(kind) ? 'a' : kind);

function knownOf(name: string, spec: Spec, kind: string, caller: Owner): { [field: string]: unknown } {
  const fill = fillOf(kind);
  const fields = { ...largestFields(fill), ...trainingFields(), ...freeFields(kind) };
  return { ...fields, ...idsOf(name, spec, caller), ...proofsOf(name, caller, fields), ...ownFields(name, fill) };
}

function trainingFields(): { [field: string]: unknown } {
  const now = new Date().toISOString();
  return {
    occurredAt: now,
    editedAt: now,
    from: '1970-01-01T00:00:00.000Z',
    to: now,
    weight: '1000000 lb'.padEnd(40),
    duration: '1000000 min'.padEnd(40),
    distance: '1000000 mi'.padEnd(40),
    type: 'failure',
  };
}

/** Returns values for the fields that accept any JSON, each as large as it may be. */
const freeFields = (kind: string) => ({
  value: freeJson(kind, VALUE_BYTES),
  context: { currentExercise: fillOf(kind).repeat(100 / fillOf(kind).length), more: freeJson(kind, CONTEXT_BYTES) },
  answers: { [fillOf(kind)]: freeJson(kind, ANSWERS_BYTES) },
  operations: waiting(kind),
});

function freeJson(kind: string, bytes: number): unknown {
  const list = (length: number) => Array.from({ length: Math.min(length, FREE_NODES) }, () => 0);
  switch (kind) {
    case 'values':
      return list(Math.floor(bytes / 2) - 2);
    case 'keys':
      return Object.fromEntries(list(Math.floor(bytes / 8) - 2).map((zero, n) => [n.toString(36), zero]));
    case 'nested':
      return nested(list(Math.floor(bytes / 4)));
    default:
      return ofBytes(kind, bytes);
  }
}

/** Puts a value into as many lists within lists as an input may have. */
function nested(bottom: unknown): unknown {
  let value = bottom;
  for (let depth = 0; depth < 27; depth += 1) value = [value];
  return value;
}

/**
 * Returns the operations of a `progress.sync` input: as many as it may have, of which one in ten is valid, or eight
 * large ones.
 */
function waiting(kind: string): unknown[] {
  const log = (input: object, isKnown = true) => ({
    opId: crypto.randomUUID(),
    operation: isKnown ? 'progress.log' : 'progress.unknown',
    input,
  });
  if (!SHAPES.includes(kind)) {
    const text = ofBytes(kind, SYNC_BYTES / MAX_SYNC_OPERATIONS - 200);
    const one = (n: number) => log({ activityType: 'reflection', data: { text } }, n % 10 === 0);
    return Array.from({ length: MAX_SYNC_OPERATIONS }, (_, n) => one(n));
  }
  const sets = Array.from({ length: 100 }, () => ({ weight: { value: 60, unit: 'kg' }, reps: 5, rpe: 8, tempo: '3' }));
  return Array.from({ length: 8 }, () => log({ activityType: 'exercise', data: { exercise: 'bench press', sets } }));
}

/** Returns the caller's own ids by the names of the fields that take them. The field `id` gets a new id. */
function idsOf(name: string, spec: Spec, { ids }: Owner): { [field: string]: unknown } {
  const paths = idPathsOf(spec).filter((path) => !path.includes('.'));
  const own = Object.fromEntries(paths.map((path) => [path, idAt(name, path, ids)[0]]));
  // A request may name the message before the page or the one after it, but not both.
  if ('before' in own) delete own['after'];
  return {
    moduleId: ids.moduleId,
    ...own,
    ...('before' in own && { after: undefined }),
    ...('id' in own && { id: newId() }),
  };
}

/** Returns the caller's email address, password and tokens, for operations that take them in the input. */
function proofsOf(
  name: string,
  caller: Owner,
  { password }: { [field: string]: unknown },
): { [field: string]: unknown } {
  const isNew = name === 'auth.register';
  const random = crypto.randomUUID();
  return {
    email: isNew ? `${random.padEnd(MAX_EMAIL - '@example.com'.length, 'x')}@example.com` : caller.email,
    password: isNew ? password : PASSWORD,
    name: isNew ? undefined : 'a name',
    token: caller.accessToken,
    refreshToken: caller.refreshToken,
  };
}

/** Returns values for fields that have the same name in several operations but accept different values. */
function ownFields(name: string, fill: string): { [field: string]: unknown } {
  if (name.startsWith('session.')) return { weight: { value: 1_000_000, unit: 'lb' } };
  if (name === 'user.setPreferences') return { units: { weight: 'lb', distance: 'mi' } };
  if (name.startsWith('memory.')) return { memoryTypes: MemoryType.options };
  if (name === 'auth.revoke') return { sessionId: 'others' };
  const length = LONGEST_NAMES[fill];
  return /^progress\.(?:log|update)$/.test(name) && length ? { exercise: fill.repeat(length) } : {};
}
