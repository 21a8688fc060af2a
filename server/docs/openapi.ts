import type { z } from 'zod';
import type { OperationSpec, RestRoute } from '../../domain/contract/define.ts';
import { errorsOf } from '../../domain/contract/errors-of.ts';
import { errors } from '../../domain/contract/errors.ts';
import { operations } from '../../domain/contract/index.ts';
import { PROTOCOL_VERSION } from '../../domain/contract/version.ts';
import { schemaOf } from './schema.ts';

type Spec = OperationSpec<z.ZodType, z.ZodType>;
interface ObjectSchema {
  properties?: { [name: string]: object };
  required?: string[];
}

/** Return the REST API as OpenAPI 3.1, derived from the contract. */
export function openApi(): object {
  const paths: { [path: string]: { [method: string]: object } } = {};
  for (const [name, spec] of Object.entries(operations as { [name: string]: Spec })) {
    if (!spec.rest) continue;
    const path = spec.rest.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [spec.rest.method.toLowerCase()]: operationOf(name, spec, spec.rest) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'courseside',
      version: `${PROTOCOL_VERSION}.0.0`,
      description:
        'A live tutor and training partner. The same operations can be called through the socket by their operationId; see /asyncapi.json.',
      license: { name: 'Proprietary', identifier: 'LicenseRef-proprietary' },
    },
    servers: [{ url: '/api/v1' }],
    tags: [...new Set(Object.keys(operations).map(tagOf))].map((tag) => ({ name: tag })),
    paths,
    components: {
      securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: problemSchema },
    },
  };
}

const accessOf = ({ access }: Spec) =>
  typeof access === 'object' ? `author of the course of ${access.author}` : access;

const tagOf = (name: string) => name.slice(0, name.indexOf('.'));

function operationOf(name: string, spec: Spec, rest: RestRoute): object {
  const inPath = [...rest.path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '');
  const input = schemaOf(spec.input, 'input') as ObjectSchema;
  const fields = Object.entries(input.properties ?? {});
  const inBody = rest.method !== 'GET' && rest.method !== 'DELETE';
  const example = spec.example.input as { [name: string]: unknown };
  const parameter = ([field, schema]: [string, object]) => ({
    name: field,
    in: inPath.includes(field) ? 'path' : 'query',
    required: inPath.includes(field) || (input.required?.includes(field) ?? false),
    schema,
    ...(example[field] !== undefined && { example: example[field] }),
  });
  const body = fields.filter(([field]) => !inPath.includes(field));
  const write = spec.writes
    ? [
        {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          schema: { type: 'string', format: 'uuid' },
          description: 'A repeat with the same key gets the first answer and changes nothing.',
        },
      ]
    : [];
  return {
    operationId: name,
    tags: [tagOf(name)],
    summary: spec.summary,
    description: [
      `Access: ${accessOf(spec)}.`,
      `Limits: ${spec.limits.join(', ')}.`,
      spec.perDay && `At most ${spec.perDay} a day.`,
    ]
      .filter(Boolean)
      .join(' '),
    security: spec.access === 'public' ? [{}, { accessToken: [] }] : [{ accessToken: [] }],
    parameters: [...fields.filter(([field]) => inPath.includes(field) || !inBody).map(parameter), ...write],
    ...(inBody &&
      body.length > 0 && {
        requestBody: {
          required: body.some(([field]) => input.required?.includes(field)),
          content: { 'application/json': { schema: bodySchema(input, inPath), example: without(example, inPath) } },
        },
      }),
    responses: { ...success(spec), ...refusals(spec) },
  };
}

function bodySchema(input: ObjectSchema, inPath: string[]): object {
  const properties = without(input.properties ?? {}, inPath);
  const required = input.required?.filter((field) => !inPath.includes(field)) ?? [];
  return { ...input, properties, ...(required.length > 0 ? { required } : { required: undefined }) };
}

function success(spec: Spec): object {
  const status = String(spec.rest?.status ?? 200);
  if (status === '204') return { 204: { description: 'Done' } };
  if (spec.rest?.streams)
    return {
      200: { description: 'An event stream', content: { 'text/event-stream': { schema: { type: 'string' } } } },
    };
  const output = spec.rest?.waitsFor?.output ?? spec.output;
  const content = { schema: schemaOf(output, 'output'), ...(!spec.rest?.waitsFor && { example: spec.example.output }) };
  return { [status]: { description: 'The answer', content: { 'application/json': content } } };
}

function refusals(spec: Spec): object {
  const byStatus = Map.groupBy(errorsOf(spec), (code) => errors[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      status,
      {
        description: list.join(', '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

const without = (fields: object, names: string[]) =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'retryable', 'requestId', 'timestamp'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: Object.keys(errors) },
    details: {},
    retryable: { type: 'boolean' },
    requestId: { type: 'string' },
    timestamp: { type: 'string', format: 'date-time' },
  },
};
