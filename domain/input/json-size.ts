import { z } from 'zod';

export interface JsonLimits {
  depth: number;
  /** The number of values of every kind, including containers. */
  nodes: number;
  /** The number of UTF-16 units of all texts and keys. */
  units: number;
}

/**
 * Return the first limit that a decoded value exceeds, or undefined if it exceeds none. The function stops as soon as a
 * limit is exceeded. It uses a loop instead of recursion, because a deeply nested value would overflow the call stack.
 * Binary data counts as one value.
 */
export function exceededLimit(value: unknown, limits: JsonLimits): keyof JsonLimits | undefined {
  let [nodes, units] = [1, 0];
  let below: object[] = [];
  const look = (one: unknown): void => {
    if (typeof one === 'string') units += one.length;
    else if (isContainer(one)) below.push(one);
  };
  look(value);
  for (let depth = 0; below.length > 0; depth += 1) {
    if (depth === limits.depth) return 'depth';
    const level = below;
    below = [];
    for (const container of level) {
      const isList = Array.isArray(container);
      const children: readonly unknown[] = isList ? container : Object.keys(container);
      nodes += children.length;
      // The count is checked before the values are visited, because a body may contain tens of thousands of values.
      if (nodes > limits.nodes) return 'nodes';
      for (const child of children) {
        if (!isList) units += (child as string).length;
        look(isList ? child : (container as { [key: string]: unknown })[child as string]);
      }
    }
    if (units > limits.units) return 'units';
  }
  return units > limits.units ? 'units' : undefined;
}

const isContainer = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);

interface Schema {
  properties?: { [field: string]: Schema };
  additionalProperties?: Schema | boolean;
  items?: Schema;
  maxItems?: number;
  anyOf?: Schema[];
  oneOf?: Schema[];
  type?: string;
}

/** Return the largest number of values that a valid input can hold, or Infinity if the schema sets no limit. */
export function mostNodes(type: z.ZodType): number {
  return nodesOf(z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' }) as Schema);
}

function nodesOf(schema: Schema): number {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return Math.max(...alternatives.map(nodesOf));
  if (schema.items) return 1 + (schema.maxItems ?? Infinity) * nodesOf(schema.items);
  // The schema allows additional fields, so the number of values has no limit.
  if (schema.type === 'object' && (schema.additionalProperties ?? true) !== false) return Infinity;
  if (schema.properties) return Object.values(schema.properties).reduce((sum, one) => sum + nodesOf(one), 1);
  // The schema names no type, so the value can be any JSON.
  return schema.type === undefined && !('const' in schema) && !('enum' in schema) ? Infinity : 1;
}
