import { z } from 'zod';

/** A zod type as JSON Schema 2020-12, as OpenAPI 3.1 and AsyncAPI 3.0 take it. */
export function schemaOf(type: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, $defs: _any, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any' });
  // "Any JSON" is the only recursive type; the empty schema says the same without a reference.
  return JSON.parse(JSON.stringify(schema), (_key, value: { $ref?: string }) => (value?.$ref ? {} : value)) as object;
}
