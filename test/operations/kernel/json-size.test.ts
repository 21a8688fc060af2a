import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exceededLimit, mostNodes } from '../../../domain/input/json-size.ts';

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
const NONE = { depth: Infinity, nodes: Infinity, units: Infinity };

describe('[B2] the size of decoded JSON', () => {
  it.each<[depth: number, value: unknown, exceeded: boolean]>([
    [0, 'text', false],
    [0, null, false],
    [0, [], true],
    [1, { a: 1, b: Buffer.alloc(9) }, false],
    [1, { a: {} }, true],
    [2, [[], { a: [1] }], true],
    [32, nested(32), false],
    [32, nested(33), true],
    [32, nested(60_000), true],
  ])('depth %i', (depth, value, exceeded) => {
    expect(exceededLimit(value, { ...NONE, depth })).toBe(exceeded ? 'depth' : undefined);
  });

  it.each<[nodes: number, value: unknown, exceeded: boolean]>([
    [1, 'text', false],
    [1, [1], true],
    [4, { a: [1, 2] }, false],
    [3, { a: [1, 2] }, true],
    [1_000, { channels: Array.from({ length: 500_000 }, () => 0) }, true],
  ])('%i values', (nodes, value, exceeded) => {
    expect(exceededLimit(value, { ...NONE, nodes })).toBe(exceeded ? 'nodes' : undefined);
  });

  it.each<[units: number, value: unknown, exceeded: boolean]>([
    [4, 'text', false],
    [3, 'text', true],
    [6, { key: 'abc' }, false],
    [5, { key: 'abc' }, true],
    [2, ['a', 'b'], false],
  ])('%i characters, keys included', (units, value, exceeded) => {
    expect(exceededLimit(value, { ...NONE, units })).toBe(exceeded ? 'units' : undefined);
  });
});

describe('the most values of an input', () => {
  it.each<[type: z.ZodType, most: number]>([
    [z.string(), 1],
    [z.strictObject({ a: z.string(), b: z.int().optional() }), 3],
    [z.strictObject({ list: z.array(z.strictObject({ a: z.int() })).max(10) }), 22],
    [z.union([z.string(), z.strictObject({ a: z.int() })]), 2],
    [z.strictObject({ list: z.array(z.int()) }), Infinity],
    [z.strictObject({ any: z.json() }), Infinity],
    [z.record(z.string(), z.int()), Infinity],
  ])('type %#', (type, most) => {
    expect(mostNodes(type)).toBe(most);
  });
});
