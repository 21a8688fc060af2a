import type { z } from 'zod';
import { MAX_DEPTH } from '../../../domain/contract/protocol.ts';
import { limitsOf } from '../../../domain/input/parse-input.ts';
import { schemaOf } from '../../../server/docs/schema.ts';
import type { Input, Spec } from '../../support/contract-calls.ts';

interface Schema {
  type?: string;
  properties?: { [field: string]: Schema };
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  maxItems?: number;
  format?: string;
  pattern?: string;
  const?: unknown;
}

type Texts = { [kind: string]: (length: number) => string };

/** Long texts for fields with a format, such as a timestamp, whose check might become slow. */
const SHAPED: Texts = {
  digits: (length) => `2026-01-01T00:00:00.${'1'.repeat(length)}Z`,
  labels: (length) => `a@${'a.'.repeat(length / 2)}!`,
  tags: (length) => `de${'-abcdefgh'.repeat(length / 9)}`,
};
/** Long texts for all other text fields, whose checks might become slow. */
const PLAIN: Texts = {
  signs: (length) => 'ﷺ'.repeat(length / 3),
  spaces: (length) => ' '.repeat(length),
  halves: (length) => '\ud83c'.repeat(length / 6),
};

/**
 * Returns bodies that do not fit the schema. Each is expensive to check in another way and slightly smaller than
 * `maxBytes`.
 */
export function refusedShapes(spec: Spec, maxBytes: number): [kind: string, input: Input][] {
  const { nodes } = limitsOf(spec);
  const room = maxBytes - 200;
  return [
    ['unknown keys', unknownKeys(Math.min(nodes - 1, Math.floor(room / 8)))],
    ['too many keys', unknownKeys(Math.floor(room / 8))],
    ['long unknown keys', longKeys(room)],
    ['a long list', { list: Array.from({ length: room / 2 }, () => 0) }],
    ['a list of objects', { list: Array.from({ length: room / 3 }, () => ({})) }],
    ['as deep as can be', { list: nested(Math.floor(room / 2)) }],
    ['as deep as may be', { list: wideAndNested(nodes, room) }],
    ...wrongEverywhere(spec, nodes, room),
  ];
}

/** Returns a body of this size. It is used for sizes above `maxBytes`. */
export const tooLarge = (bytes: number): string => `{"text":"${'x'.repeat(bytes - 10)}"}`;

const unknownKeys = (count: number): Input =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [n.toString(36).padStart(3, '_'), 0]));

const longKeys = (room: number): Input =>
  Object.fromEntries(Array.from({ length: 20 }, (_, n) => [String.fromCharCode(97 + n).repeat(room / 21), 0]));

/** The depth is limited because JSON.stringify fails for deeper values. */
function nested(depth: number): unknown {
  let value: unknown = 0;
  for (let level = 0; level < Math.min(depth, 4_000); level += 1) value = [value];
  return value;
}

function wideAndNested(nodes: number, room: number): unknown {
  const width = Math.min(nodes - MAX_DEPTH - 8, room / 2 - 2 * MAX_DEPTH);
  let value: unknown = Array.from({ length: Math.max(1, width) }, () => 0);
  for (let level = 0; level < MAX_DEPTH - 4; level += 1) value = [value];
  return value;
}

/**
 * For each kind of wrong value, returns an input that has it in every field. Every object also has an unknown key, and
 * lists are as long as possible.
 */
function wrongEverywhere(spec: Spec, nodes: number, room: number): [string, Input][] {
  return ['text', 'number', 'list', 'object'].flatMap((kind): [string, Input][] => {
    const left = { nodes: nodes - 8, bytes: room };
    const input = wrongs(schemaOf(spec.input as z.ZodType, 'input') as Schema, WRONG[kind], left);
    return typeof input === 'object' && input !== null ? [[`wrong everywhere: ${kind}`, input as Input]] : [];
  });
}

const WRONG: { [kind: string]: unknown } = { text: 'wrong', number: -0.5, list: [0], object: { wrong: 0 } };

function wrongs(schema: Schema, wrong: unknown, left: { nodes: number; bytes: number }): unknown {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return wrongs(alternatives.toSorted((a, b) => weightOf(b) - weightOf(a))[0] ?? {}, wrong, left);
  if (schema.items && left.nodes > 0) return wrongList(schema, wrong, left);
  if (!schema.properties) return take(wrong, left);
  const fields = Object.entries(schema.properties).map(([name, below]) => [name, wrongs(below, wrong, left)]);
  return Object.fromEntries([...fields.filter(([, value]) => value !== undefined), ['unknown', take(0, left)]]);
}

function wrongList(
  { items = {}, maxItems = 1 }: Schema,
  wrong: unknown,
  left: { nodes: number; bytes: number },
): unknown[] {
  const list: unknown[] = [];
  while (list.length < maxItems && left.nodes > 20 && left.bytes > 300) list.push(wrongs(items, wrong, left));
  return list;
}

/** Estimates how many values an alternative of a schema can have. The largest alternative is used. */
const weightOf = ({ items, properties, maxItems = 1 }: Schema): number =>
  items
    ? maxItems * (1 + weightOf(items))
    : 1 + Object.values(properties ?? {}).reduce((sum, one) => sum + weightOf(one), 0);

function take(value: unknown, left: { nodes: number; bytes: number }): unknown {
  left.nodes -= typeof value === 'object' ? 2 : 1;
  left.bytes -= 24;
  return value;
}

/** Returns inputs with a single field, which has a text that is nearly as long as the whole body may be. */
export function longTexts(spec: Spec, maxBytes: number): [kind: string, input: Input][] {
  const { properties = {} } = schemaOf(spec.input as z.ZodType, 'input') as Schema;
  return Object.entries(properties).flatMap(([field, schema]) =>
    Object.entries(schema.format || schema.pattern ? SHAPED : PLAIN).map(([kind, text]): [string, Input] => [
      `${field}: ${kind}`,
      { [field]: text(maxBytes - 300) },
    ]),
  );
}
