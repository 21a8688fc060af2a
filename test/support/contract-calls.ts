import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { OperationSpec } from '../../domain/contract/define.ts';
import { operations } from '../../domain/contract/index.ts';
import { schemaOf } from '../../server/docs/schema.ts';
import { rest } from './api.ts';
import type { Device } from './api.ts';

export type Spec = OperationSpec<z.ZodType, z.ZodType>;
export type Input = { [field: string]: unknown };

export const contract = Object.entries(operations as { [name: string]: Spec });

/** The parts of an answer that are the same for equal calls, so not the request id. */
export interface Outcome {
  code: string;
  message?: string;
  /** The whole answer as text. Tests search it for words that must not appear. */
  text: string;
}

/** Return the REST request for an input: the method, the path with its query, and the body. */
export function routeOf(name: string, input: Input): { method: string; path: string; body?: Input } {
  const spec = operations[name as keyof typeof operations] as Spec;
  if (!spec.rest) throw new Error(`${name} has no REST route`);
  const { method } = spec.rest;
  const left = { ...input };
  const path = spec.rest.path.replaceAll(/:(\w+)/g, (_all, field: string) => {
    const value = left[field];
    delete left[field];
    return encodeURIComponent(String(value));
  });
  return method === 'GET' ? { method, path: `${path}?${query(left)}` } : { method, path, body: left };
}

/** Call an operation over REST. The contract says which fields go into the path, the query and the body. */
export async function callRest(url: string, name: string, input: Input, token?: string): Promise<Outcome> {
  const { method, path, body } = routeOf(name, input);
  if ((operations[name as keyof typeof operations] as Spec).rest?.streams)
    return openStream(`${url}/api/v1${path}`, token);
  const answer = await rest(url, method, path, { token, body, key: body && randomUUID() });
  const { code = 'ok', detail } = (answer.body ?? {}) as { code?: string; detail?: string };
  const refused = answer.status >= 400;
  return {
    code: refused ? code : 'ok',
    ...(refused && { message: detail }),
    text: JSON.stringify(answer.body ?? null),
  };
}

const query = (input: Input) =>
  new URLSearchParams(Object.entries(input).map(([field, value]) => [field, String(value)])).toString();

/** Request an event stream. Return as soon as the answer begins, without reading events. */
async function openStream(url: string, token?: string): Promise<Outcome> {
  const leaving = new AbortController();
  const response = await fetch(url, {
    headers: token ? { authorization: `Bearer ${token}` } : {},
    signal: leaving.signal,
  });
  if (response.ok) {
    leaving.abort();
    return { code: 'ok', text: '' };
  }
  const body = (await response.json()) as { code: string; detail: string };
  return { code: body.code, message: body.detail, text: JSON.stringify(body) };
}

/** Call an operation over a socket. */
export async function callSocket(
  { socket }: Device,
  name: string,
  input: Input,
  opId: string = randomUUID(),
): Promise<Outcome> {
  const answer = await socket.timeout(20_000).emitWithAck(name, input, { opId });
  const text = JSON.stringify(answer);
  return answer.ok ? { code: 'ok', text } : { code: answer.error.code, message: answer.error.message, text };
}

interface Node {
  format?: string;
  pattern?: string;
  properties?: { [field: string]: Node };
  anyOf?: Node[];
  oneOf?: Node[];
}

/** Return the paths of all input fields that take an id, such as `courseId`, `context.moduleId` or `stream`. */
export function idPathsOf({ input }: Spec): string[] {
  const found = new Set<string>();
  const walk = (node: Node, path: string): void => {
    if (node.format === 'uuid' || node.pattern?.startsWith('^(user|course)')) found.add(path);
    for (const [field, below] of Object.entries(node.properties ?? {})) walk(below, path ? `${path}.${field}` : field);
    for (const alternative of [...(node.anyOf ?? []), ...(node.oneOf ?? [])]) walk(alternative, path);
  };
  walk(schemaOf(input, 'input') as Node, '');
  return [...found];
}

/** Return a copy of the input with this value at a dotted path. */
export function withAt(input: Input, path: string, value: unknown): Input {
  const [field = '', ...below] = path.split('.');
  return {
    ...input,
    [field]: below.length === 0 ? value : withAt((input[field] ?? {}) as Input, below.join('.'), value),
  };
}
