import type { z } from 'zod';
import type { OperationSpec } from '../../domain/contract/define.ts';
import { events, operations } from '../../domain/contract/index.ts';
import { PROTOCOL_VERSION } from '../../domain/contract/version.ts';
import { schemaOf } from './schema.ts';

type Spec = OperationSpec<z.ZodType, z.ZodType>;

/**
 * Return the socket API as AsyncAPI 3.0. It lists the operations that a client sends, each of which is answered by an
 * ack, and the events that a client receives.
 */
export function asyncApi(): object {
  const sent = Object.entries(operations as { [name: string]: Spec }).filter(([, spec]) => spec.socket !== false);
  const received = Object.entries(events);
  const messages = {
    ...Object.fromEntries(
      sent.map(([name, spec]) => [
        name,
        {
          name,
          summary: spec.summary,
          payload: schemaOf(spec.input, 'input'),
          examples: [{ payload: spec.example.input }],
        },
      ]),
    ),
    ...Object.fromEntries(sent.map(([name, spec]) => [`${name}.ack`, { name: `${name}.ack`, payload: ack(spec) }])),
    ...Object.fromEntries(
      received.map(([name, event]) => [
        name,
        { name, summary: event.summary, tags: [{ name: event.kind }], payload: schemaOf(event.data, 'output') },
      ]),
    ),
  };
  const message = (name: string) => ({ $ref: `#/channels/socket/messages/${name}` });
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'courseside',
      version: `${PROTOCOL_VERSION}.0.0`,
      description:
        'Socket.IO 4, path /socket.io/, namespace /. Durable events arrive as `e` or `es` envelopes { s, q, i, t, at, op?, d }.',
    },
    defaultContentType: 'application/json',
    channels: { socket: { address: '/socket.io/', messages } },
    operations: {
      ...Object.fromEntries(
        sent.map(([name]) => [
          `send.${name}`,
          {
            action: 'send',
            channel: { $ref: '#/channels/socket' },
            messages: [message(name)],
            reply: { channel: { $ref: '#/channels/socket' }, messages: [message(`${name}.ack`)] },
          },
        ]),
      ),
      ...Object.fromEntries(
        received.map(([name]) => [
          `receive.${name}`,
          { action: 'receive', channel: { $ref: '#/channels/socket' }, messages: [message(name)] },
        ]),
      ),
    },
  };
}

function ack(spec: Spec): object {
  const failure = {
    type: 'object',
    required: ['ok', 'error'],
    properties: {
      ok: { const: false },
      error: { type: 'object', required: ['code', 'message', 'retryable', 'requestId'] },
    },
  };
  return {
    oneOf: [
      {
        type: 'object',
        required: ['ok', 'data'],
        properties: { ok: { const: true }, data: schemaOf(spec.output, 'output') },
      },
      failure,
    ],
  };
}
