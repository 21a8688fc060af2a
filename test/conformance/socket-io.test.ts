import { io } from 'socket.io-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { onCleanup } from '../support/cleanup.ts';
import { type EchoProcess, startEchoServer } from './echo-process.ts';
import { connectFrames, type FrameSocket } from './frames.ts';

const attachment = (num: number) => ({ _placeholder: true, num });

describe.each(['uws', 'node'] as const)('Socket.IO protocol 5 on %s', (engine) => {
  let server: EchoProcess;
  beforeAll(async () => {
    server = await startEchoServer(engine);
  });

  async function open(): Promise<FrameSocket> {
    const socket = connectFrames(`ws://${server.host}/socket.io/?EIO=4&transport=websocket`);
    expect(String(await socket.next())[0]).toBe('0');
    return socket;
  }

  async function connect(): Promise<FrameSocket> {
    const socket = await open();
    socket.send('40');
    await socket.next();
    expect(await socket.next()).toBe('42["auth",{}]');
    return socket;
  }

  describe('connect', () => {
    it.each([
      ['the main namespace', '40', '', {}],
      ['the main namespace with a payload', '40{"token":"123"}', '', { token: '123' }],
      ['a custom namespace', '40/custom,', '/custom,', {}],
      ['a custom namespace with a payload', '40/custom,{"token":"abc"}', '/custom,', { token: 'abc' }],
    ])('to %s', async (_what, packet, namespace, auth) => {
      const socket = await open();
      socket.send(packet);
      const connected = String(await socket.next());
      expect(connected.startsWith(`40${namespace}{`)).toBe(true);
      expect(JSON.parse(connected.slice(2 + namespace.length))).toEqual({ sid: expect.any(String) });
      expect(await socket.next()).toBe(`42${namespace}["auth",${JSON.stringify(auth)}]`);
    });

    it('refuses an unknown namespace', async () => {
      const socket = await open();
      socket.send('40/random');
      expect(await socket.next()).toBe('44/random,{"message":"Invalid namespace"}');
    });

    it('closes the connection if there is no CONNECT within connectTimeout', async () => {
      const socket = await open();
      const openedAt = performance.now();
      const heartbeat = setInterval(() => socket.send('3'), 100);
      await socket.closed;
      clearInterval(heartbeat);
      expect(performance.now() - openedAt).toBeGreaterThan(800);
    });
  });

  describe('disconnect', () => {
    it('from the only namespace closes the connection', async () => {
      const socket = await connect();
      socket.send('41');
      await socket.closed;
    });

    it('from a custom namespace keeps the main namespace', async () => {
      const socket = await connect();
      socket.send('40/custom');
      await socket.next();
      expect(await socket.next()).toBe('42/custom,["auth",{}]');
      socket.send('41/custom', '42["message","to the main one"]');
      expect(await socket.next()).toBe('42["message-back","to the main one"]');
    });
  });

  describe('events', () => {
    it('with several arguments', async () => {
      const socket = await connect();
      socket.send('42["message",1,"2",{"3":[true]}]');
      expect(await socket.next()).toBe('42["message-back",1,"2",{"3":[true]}]');
    });

    it('with binary attachments', async () => {
      const socket = await connect();
      const first = Uint8Array.from({ length: 50_000 }, (_, i) => i % 251);
      const second = Uint8Array.of(4, 5, 6);
      socket.send(`452-${JSON.stringify(['message', attachment(0), attachment(1)])}`, first, second);
      expect(await socket.next()).toBe(`452-${JSON.stringify(['message-back', attachment(0), attachment(1)])}`);
      expect(new Uint8Array((await socket.next()) as ArrayBuffer)).toEqual(first);
      expect(new Uint8Array((await socket.next()) as ArrayBuffer)).toEqual(second);
    });

    it('acknowledged with the same arguments', async () => {
      const socket = await connect();
      socket.send('42456["message-with-ack",1,"2",{"3":[false]}]');
      expect(await socket.next()).toBe('43456[1,"2",{"3":[false]}]');
    });

    it('acknowledged with binary attachments', async () => {
      const socket = await connect();
      const parts = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6)] as const;
      socket.send(`452-789${JSON.stringify(['message-with-ack', attachment(0), attachment(1)])}`, ...parts);
      expect(await socket.next()).toBe(`462-789${JSON.stringify([attachment(0), attachment(1)])}`);
      for (const part of parts) expect(new Uint8Array((await socket.next()) as ArrayBuffer)).toEqual(part);
    });
  });

  it.each([
    ['polling', ['polling']],
    ['polling, upgraded to WebSocket', ['polling', 'websocket']],
  ])('the official client works over %s, including binary', async (_what, transports) => {
    const client = io(`http://${server.host}`, { transports, forceNew: true, auth: { token: 'é' } });
    onCleanup(() => client.disconnect());
    expect(await new Promise((resolve) => client.once('auth', resolve))).toEqual({ token: 'é' });
    const data = Buffer.from(Uint8Array.from({ length: 30_000 }, (_, i) => i % 241));
    for (let i = 0; i < 5; i++) {
      const acknowledged = new Promise((resolve) =>
        client.emit('message-with-ack', i, data, (...args: unknown[]) => resolve(args)),
      );
      expect(await acknowledged).toEqual([i, data]);
    }
    await expect.poll(() => client.io.engine.transport.name).toBe(transports.at(-1));
  });

  it('closes a polling client that does not fetch its messages when the limit is reached [B1]', async () => {
    const url = `http://${server.host}/socket.io/?EIO=4&transport=polling`;
    const { sid } = JSON.parse((await (await fetch(url)).text()).slice(1)) as { sid: string };
    const push = (body: string) => fetch(`${url}&sid=${sid}`, { method: 'POST', body });
    expect((await push('40')).status).toBe(200);
    const large = `42["message","${'x'.repeat(400_000)}"]`;
    const outcomes = [];
    for (let i = 0; i < 4; i++) outcomes.push(await push(large).then((response) => response.status));
    expect(outcomes).toEqual([200, 200, 200, 400]);
  });

  it.each([
    ['a packet of no type', '4abc'],
    ['an unknown type', '49["message"]'],
    ['broken JSON', '42["message"'],
    ['an event without a name', '42{}'],
    ['a reserved event name', '42["connect_error"]'],
    ['an attachment nobody announced', Uint8Array.of(1)],
    ['more attachments than allowed', '451000000-["message"]'],
    ['an attachment number out of range', '451-["message",{"_placeholder":true,"num":7}]'],
    ['an Engine.IO ping of the wrong direction', '2'],
  ])('%s closes the connection immediately [B2]', async (_what, packet) => {
    const socket = await connect();
    socket.send(packet, ...(String(packet).includes('num') ? [Uint8Array.of(1)] : []));
    await socket.closed;
    expect(server.isRunning()).toBe(true);
  });
});
