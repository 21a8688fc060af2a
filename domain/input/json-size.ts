import { z } from 'zod';

export interface JsonLimits {
  depth: number;
  /** values of every kind, containers included */
  nodes: number;
  /** UTF-16 units of all texts and keys */
  units: number;
}

/**
 * The first limit that a decoded value exceeds; undefined where it keeps them all. Looks no further than it must, with a
 * stack of its own, since the value is what could overflow the call stack. Binary counts as one value.
 */
export function exceededLimit(value: unknown, limits: JsonLimits): keyof JsonLimits | undefined {
  let [nodes, units] = [1, 0];
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    const below: unknown[] = [];
    for (const one of level) {
      if (typeof one === 'string') units += one.length;
      if (typeof one !== 'object' || one === null || ArrayBuffer.isView(one)) continue;
      if (depth === limits.depth) return 'depth';
      for (const [key, child] of Object.entries(one)) {
        nodes += 1;
        if (!Array.isArray(one)) units += key.length;
        below.push(child);
      }
      if (nodes > limits.nodes) return 'nodes';
    }
    if (units > limits.units) return 'units';
    level = below;
  }
  return undefined;
}

interface Schema {
  properties?: { [field: string]: Schema };
  additionalProperties?: Schema | boolean;
  items?: Schema;
  maxItems?: number;
  anyOf?: Schema[];
  oneOf?: Schema[];
  type?: string;
}

/** The most values a valid input can hold; Infinity where the schema leaves it open. */
export function mostNodes(type: z.ZodType): number {
  return nodesOf(z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' }) as Schema);
}

function nodesOf(schema: Schema): number {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return Math.max(...alternatives.map(nodesOf));
  if (schema.items) return 1 + (schema.maxItems ?? Infinity) * nodesOf(schema.items);
  // More fields than are named: any number of them.
  if (schema.type === 'object' && (schema.additionalProperties ?? true) !== false) return Infinity;
  if (schema.properties) return Object.values(schema.properties).reduce((sum, one) => sum + nodesOf(one), 1);
  // Any type at all: whatever JSON there is.
  return schema.type === undefined && !('const' in schema) && !('enum' in schema) ? Infinity : 1;
}
