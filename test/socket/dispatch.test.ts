import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../domain/errors.ts';
import type { Request } from '../../domain/perform.ts';
import { createWorld, type Device, join } from './gateway-harness.ts';

const OP_ID = '01938a3c-5f00-4000-8000-000000000001';

async function setup(answer: (request: Request) => unknown = ({ input }) => input()) {
  const world = createWorld();
  const actor = world.user();
  const requests: Request[] = [];
  const node = await world.node({
    async perform(request) {
      // Calling `input()` parses the input, as the real implementation does.
      requests.push({ ...request, input: request.input() } as never);
      return { data: await answer(request) };
    },
  });
  const device = await join(world, node, actor, { device: { id: 'phone' }, headers: { 'user-agent': 'phone/1.0' } });
  return { world, actor, node, device, requests };
}

function nested(depth: number): object {
  let value: object = {};
  for (let i = 1; i < depth; i++) value = { a: value };
  return value;
}

async function strikeOut(device: Device, strikes: number): Promise<unknown[]> {
  const answers = [];
  for (let i = 0; i < strikes; i++) answers.push(await device.call('x', 'no object'));
  return answers;
}

describe('an operation over a socket', () => {
  it('is performed with caller, address and opId, and its answer is the ack', async () => {
    const { actor, device, requests } = await setup();
    const answer = await device.call('progress.log', { a: [1, 'ü'] }, { opId: OP_ID, requestId: 'req-1' });
    expect(answer).toEqual({ ok: true, data: { a: [1, 'ü'] } });
    expect(requests).toEqual([
      {
        operation: 'progress.log',
        input: { a: [1, 'ü'] },
        opId: OP_ID,
        requestId: 'req-1',
        actor,
        client: { ip: '127.0.0.1', userAgent: 'phone/1.0' },
        connection: expect.objectContaining({
          socketId: device.socket.id,
          deviceId: 'phone',
          renew: expect.any(Function),
        }),
        door: 'socket',
      },
    ]);
  });

  it('without a payload gets an empty one, and without an acknowledgement runs too', async () => {
    const { device, requests } = await setup();
    device.socket.emit('stream.heads');
    device.socket.emit('chat.typing', { typing: true });
    expect(await device.call('stream.heads')).toEqual({ ok: true, data: {} });
    expect(requests.map(({ operation, input }) => [operation, input])).toEqual([
      ['stream.heads', {}],
      ['chat.typing', { typing: true }],
      ['stream.heads', {}],
    ]);
  });

  it('answers errors of the catalogue with code, details and whether to retry', async () => {
    const { device } = await setup(() => {
      throw new DomainError('rate_limited', 'Slower', { retryAfterMs: 5 });
    });
    expect(await device.call('x', {}, { requestId: 'req-2' })).toEqual({
      ok: false,
      error: {
        code: 'rate_limited',
        message: 'Slower',
        details: { retryAfterMs: 5 },
        retryable: true,
        requestId: 'req-2',
      },
    });
  });

  it('answers a defect with `internal` and its requestId, and logs the defect', async () => {
    const { device, node } = await setup(() => {
      throw new TypeError('secret detail');
    });
    const { error } = (await device.call('x', {}, { requestId: 'req-3' })) as { error: object };
    expect(error).toEqual({
      code: 'internal',
      message: expect.not.stringContaining('secret'),
      retryable: true,
      requestId: 'req-3',
    });
    expect(node.errors).toEqual([expect.stringContaining('req-3')]);
  });

  it('makes a requestId if the client sends none or an invalid one', async () => {
    const { device, requests } = await setup();
    await device.call('x', {});
    await device.call('x', {}, { requestId: 'new\nline' });
    await device.call('x', {}, { requestId: 7 });
    for (const { requestId } of requests) expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('continues when its socket has closed', async () => {
    let finish = (): void => undefined;
    let finished = false;
    const { device, node, requests } = await setup(async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      finished = true;
    });
    device.socket.emit('chat.send', {});
    await expect.poll(() => requests.length).toBe(1);
    device.socket.disconnect();
    await expect.poll(() => node.gateway.stats().sockets).toBe(0);
    finish();
    await expect.poll(() => finished).toBe(true);
  });
});

describe('[B1] an answer that is too large for every connection', () => {
  it('is refused by name, and the next answer comes over the same connection', async () => {
    const { device } = await setup(({ input }) => 'x'.repeat((input() as { size: number }).size));
    expect(await device.call('chat.history', { size: 2 ** 21 }, { requestId: 'req-4' })).toMatchObject({
      ok: false,
      error: { code: 'payload_too_large', retryable: false, requestId: 'req-4' },
    });
    expect(await device.call('chat.history', { size: 500_000 })).toEqual({ ok: true, data: 'x'.repeat(500_000) });
    expect(device.socket.connected).toBe(true);
  });
});

describe('[B2] a frame that is not understood', () => {
  it.each<[what: string, args: unknown[]]>([
    ['text for a payload', ['text']],
    ['an array', [[1]]],
    ['null', [null]],
    ['binary', [Buffer.from('x')]],
    ['three arguments', [{}, {}, {}]],
    ['a meta that is no object', [{}, 'opId']],
    ['an opId that is no text', [{}, { opId: 5 }]],
    ['a payload 33 levels deep', [nested(33)]],
  ])('%s: gets an error ack, and nothing is performed', async (_what, args) => {
    const { device, requests } = await setup();
    expect(await device.call('x', ...args)).toMatchObject({ ok: false, error: { code: 'validation_failed' } });
    expect(requests).toEqual([]);
    expect(device.socket.connected).toBe(true);
  });

  it('is not a payload that is 32 levels deep', async () => {
    const { device } = await setup();
    expect(await device.call('x', nested(32))).toMatchObject({ ok: true });
  });

  it('closes the connection if it is the sixth within a minute, after its ack', async () => {
    const { device } = await setup();
    const ended = new Promise((resolve) => device.socket.once('disconnect', resolve));
    const answers = await strikeOut(device, 6);
    expect(answers).toHaveLength(6);
    expect(await ended).toBe('io server disconnect');
    expect(device.all('closing')).toEqual([{ code: 'validation_failed', retryable: false }]);
  });

  it('does not close the connection if it is the fifth, and wrong input of a known operation does not count', async () => {
    const { device } = await setup(() => {
      throw new DomainError('validation_failed');
    });
    await strikeOut(device, 5);
    for (let i = 0; i < 10; i++) await device.call('user.updateProfile', {});
    expect(device.socket.connected).toBe(true);
  });

  it('may be an unknown operation', async () => {
    const { device } = await setup(() => {
      throw new DomainError('unknown_operation');
    });
    const ended = once(device.socket as unknown as NodeJS.EventEmitter, 'disconnect');
    for (let i = 0; i < 6; i++) device.socket.emit(`nothing.${i}`, {});
    await ended;
    expect(device.all('closing')).toHaveLength(1);
  });

  it('may have an odd event name or a word of the prototype, which is just unknown', async () => {
    const { device, requests } = await setup();
    for (const name of ['__proto__', 'constructor', '', '0']) await device.call(name, {});
    expect(requests.map(({ operation }) => operation)).toEqual(['__proto__', 'constructor', '', '0']);
  });
});
