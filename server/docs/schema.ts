import { z } from 'zod';

/** A zod type as JSON Schema 2020-12, as OpenAPI 3.1 and AsyncAPI 3.0 take it. */
export function schemaOf(type: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any', cycles: 'ref', reused: 'inline' });
  return schema;
}
