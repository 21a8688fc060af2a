import { z } from 'zod';

/** Return a zod type as JSON Schema 2020-12, which OpenAPI 3.1 and AsyncAPI 3.0 use. */
export function schemaOf(type: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, $defs: _any, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any' });
  // Only the type “any JSON value” refers to itself with `$ref`. An empty schema has the same meaning and needs no
  // reference.
  return JSON.parse(JSON.stringify(schema), (_key, value: { $ref?: string }) => (value?.$ref ? {} : value)) as object;
}
