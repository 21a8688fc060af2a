import { createHash } from 'node:crypto';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { OperationSpec } from '../../domain/contract/define.ts';
import { errors } from '../../domain/contract/errors.ts';
import { events, operations } from '../../domain/contract/index.ts';
import { CONTRACT_HASH, history, PROTOCOL_VERSION } from '../../domain/contract/version.ts';
import { asyncApi } from '../../server/docs/asyncapi.ts';
import { openApi } from '../../server/docs/openapi.ts';
import { schemaOf } from '../../server/docs/schema.ts';

const all = Object.entries(operations as { [name: string]: OperationSpec<z.ZodType, z.ZodType> });

const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);

describe('the contract', () => {
  it('is the recorded version: a change needs a new hash, and a line of history if clients must know about it', () => {
    const shape = {
      operations: all
        .toSorted(byName)
        .map(([name, { input, output, example: _example, summary: _summary, rest, ...spec }]) => [
          name,
          spec,
          rest && [rest.method, rest.path, rest.status],
          schemaOf(input, 'input'),
          schemaOf(output, 'output'),
        ]),
      events: Object.entries(events)
        .toSorted(byName)
        .map(([name, { kind, data, ...of }]) => [name, kind, 'stream' in of && of.stream, schemaOf(data, 'output')]),
      errors,
    };
    const hash = createHash('sha256').update(JSON.stringify(shape)).digest('hex');
    expect(CONTRACT_HASH, `record this hash in domain/contract/version.ts: ${hash}`).toBe(hash);
    expect(Object.keys(history).map(Number).at(-1)).toBe(PROTOCOL_VERSION);
  });

  it.each(all)('%s: the example matches input and output', (_name, { input, output, example }) => {
    expect(input.safeParse(example.input).error).toBeUndefined();
    expect(output.safeParse(example.output).error).toBeUndefined();
  });

  it.each(all)(
    '%s: the id that leads to the course’s author is a required field of the input',
    (_name, { access, input }) => {
      if (typeof access !== 'object') return;
      const { required } = schemaOf(input, 'input') as { required?: string[] };
      expect(required).toContain(access.author);
    },
  );

  it('no two operations share a route, and every path parameter is a field of the input', () => {
    const routes = all.flatMap(([, { rest }]) =>
      rest ? [`${rest.method} ${rest.path.replaceAll(/:\w+/g, ':')}`] : [],
    );
    expect(new Set(routes).size).toBe(routes.length);
    for (const [name, { rest, input }] of all) {
      const { properties = {} } = schemaOf(input, 'input') as { properties?: object };
      for (const [, parameter] of rest?.path.matchAll(/:(\w+)/g) ?? [])
        expect(Object.keys(properties), name).toContain(parameter);
    }
  });
});

describe('documents', () => {
  it('OpenAPI is valid, and has every REST operation with an example', async () => {
    const document = openApi() as { paths: { [path: string]: { [method: string]: { operationId: string } } } };
    const { valid, errors: problems } = await new Validator().validate(structuredClone(document));
    expect([valid, problems]).toEqual([true, undefined]);
    const ids = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map((operation) => operation.operationId),
    );
    expect(ids.sort()).toEqual(
      all
        .filter(([, spec]) => spec.rest)
        .map(([name]) => name)
        .sort(),
    );
  });

  it('AsyncAPI names every socket operation and every event', () => {
    const { channels } = asyncApi() as { channels: { socket: { messages: object } } };
    const names = Object.keys(channels.socket.messages);
    for (const [name, spec] of all) expect(names.includes(name), name).toBe(spec.socket !== false);
    for (const name of Object.keys(events)) expect(names).toContain(name);
  });
});
