import { z } from 'zod';

type Schema = z.core.JSONSchema.JSONSchema;
/** Values for fields for which the schema alone does not tell what is valid. A field with `undefined` is left out. */
type Known = { [field: string]: unknown };

/**
 * Characters with which texts are filled. They have three bytes, four bytes, a longer form in JSON (`"`), or become
 * several letters when names are normalized (`&` and `ﷺ`).
 */
export const FILLS = ['日', '🏋', '"', '&', 'ﷺ'];

/**
 * Return the largest inputs that a schema accepts, with the longest texts and lists. There is one for each alternative
 * in the schema.
 */
export function largestOf(input: z.ZodType, fill: string, known: Known): unknown[] {
  return largest(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }), fill, known);
}

function largest(schema: Schema, fill: string, known: Known): unknown[] {
  const { anyOf, oneOf, enum: values, type } = schema;
  const alternatives = anyOf ?? oneOf;
  if (alternatives) return alternatives.flatMap((one) => largest(one as Schema, fill, known));
  if (values) return values;
  if ('const' in schema) return [schema.const];
  switch (type) {
    case 'object':
      return largestObjects(schema, fill, known);
    case 'array':
      return largest(schema.items as Schema, fill, known).map((item) =>
        Array.from({ length: schema.maxItems ?? 1 }, () => item),
      );
    case 'string':
      return [fill.repeat((schema.maxLength ?? 0) / fill.length)];
    case 'number':
    case 'integer':
      return [schema.maximum ?? Number.MAX_SAFE_INTEGER];
    case 'boolean':
      return [true];
    default:
      return [];
  }
}

/** Return objects that together have every alternative of every field. Fields with fewer alternatives repeat them. */
function largestObjects({ properties = {} }: Schema, fill: string, known: Known): object[] {
  const fields = Object.entries(properties).map(([name, schema]): [string, unknown[]] => [
    name,
    Object.hasOwn(known, name) ? [known[name]] : largest(schema as Schema, fill, known),
  ]);
  const count = Math.max(1, ...fields.map(([, list]) => list.length));
  return Array.from({ length: count }, (_, n) =>
    Object.fromEntries(
      fields.map(([name, list]) => [name, list[n % list.length]]).filter(([, value]) => value !== undefined),
    ),
  );
}
