import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { type EchoProcess, startEchoServer } from './echo-process.ts';
import { connectFrames, type FrameSocket } from './frames.ts';

const PING_INTERVAL_MS = 300;
const PING_TIMEOUT_MS = 200;
const RECORD_SEPARATOR = '\u001e';

describe.each(['uws', 'node'] as const)('Engine.IO protocol 4 on %s', (engine) => {
  let server: EchoProcess;
  beforeAll(async () => {
    server = await startEchoServer(engine);
  });

  const url = (query: string, scheme = 'http') => `${scheme}://${server.host}/engine.io/?${query}`;
  const pollUrl = (sid: string) => url(`EIO=4&transport=polling&sid=${sid}`);
  const poll = (sid: string) => fetch(pollUrl(sid));
  const push = (sid: string, body: string) => fetch(pollUrl(sid), { method: 'POST', body });
  const connect = (query = 'EIO=4&transport=websocket') => connectFrames(url(query, 'ws'));

  async function openPolling(): Promise<string> {
    const response = await fetch(url('EIO=4&transport=polling'));
    return JSON.parse((await response.text()).slice(1)).sid;
  }

  async function openWebSocket(): Promise<FrameSocket> {
    const socket = connect();
    await socket.next();
    return socket;
  }

  describe('handshake', () => {
    it('opens a session by polling', async () => {
      const response = await fetch(url('EIO=4&transport=polling'));
      const text = await response.text();
      expect(response.status).toBe(200);
      expect(text[0]).toBe('0');
      expect(JSON.parse(text.slice(1))).toEqual({
        sid: expect.any(String),
        upgrades: ['websocket'],
        pingInterval: PING_INTERVAL_MS,
        pingTimeout: PING_TIMEOUT_MS,
        maxPayload: 1_000_000,
      });
    });

    it('opens a session by WebSocket', async () => {
      const handshake = String(await connect().next());
      expect(handshake[0]).toBe('0');
      expect(JSON.parse(handshake.slice(1))).toMatchObject({ upgrades: [], maxPayload: 1_000_000 });
    });

    it.each([
      ['no version', 'transport=polling'],
      ['an unknown version', 'EIO=abc&transport=polling'],
      ['no transport', 'EIO=4'],
      ['an unknown transport', 'EIO=4&transport=abc'],
      ['an unknown session', 'EIO=4&transport=polling&sid=abc'],
      ['WebSocket without an upgrade', 'EIO=4&transport=websocket'],
    ])('refuses %s with 400', async (_what, query) => {
      expect((await fetch(url(query))).status).toBe(400);
    });

    it.each(['POST', 'PUT', 'DELETE'])('refuses %s with 400', async (method) => {
      expect((await fetch(url('EIO=4&transport=polling'), { method })).status).toBe(400);
    });

    it.each(['transport=websocket', 'EIO=abc&transport=websocket', 'EIO=4', 'EIO=4&transport=abc'])(
      'closes a WebSocket that asks for %s',
      async (query) => {
        await connect(query).closed;
      },
    );

    it('survives a poll that asks for an upgrade', async () => {
      await connect('EIO=4&transport=polling').closed;
      expect(server.isRunning()).toBe(true);
      expect((await fetch(url('EIO=4&transport=polling'))).status).toBe(200);
    });
  });

  describe('messages by polling', () => {
    it.each([
      ['one text', '4hello'],
      ['several texts', ['4one', '4two', '4drei ü €'].join(RECORD_SEPARATOR)],
      ['binary as base64', ['4hello', 'bAQIDBA=='].join(RECORD_SEPARATOR)],
    ])('%s', async (_what, payload) => {
      const sid = await openPolling();
      const pushed = await push(sid, payload);
      expect([pushed.status, await pushed.text()]).toEqual([200, 'ok']);
      expect(await (await poll(sid)).text()).toBe(payload);
    });

    it('closes the session after an invalid packet', async () => {
      const sid = await openPolling();
      await push(sid, 'abc').catch(() => undefined);
      expect((await poll(sid)).status).toBe(400);
    });

    it('refuses a body over maxPayload', async () => {
      const sid = await openPolling();
      const refused = await push(sid, `4${'x'.repeat(1_000_000)}`);
      expect(refused.status).toBe(413);
    });

    it('closes the session after a second poll at the same time', async () => {
      const sid = await openPolling();
      const first = poll(sid);
      await sleep(20);
      const second = await poll(sid);
      expect([400, 500]).toContain(second.status);
      expect(await (await first).text()).toBe('1');
      expect((await poll(sid)).status).toBe(400);
    });
  });

  describe('messages by WebSocket', () => {
    it('text', async () => {
      const socket = await openWebSocket();
      socket.send('4hello');
      expect(await socket.next()).toBe('4hello');
    });

    it('delivers binary intact, in many frames each [E1]', async () => {
      const socket = await openWebSocket();
      const frames = Array.from({ length: 50 }, (_, i) => new Uint8Array(20_000).fill(i + 1));
      socket.send(...frames);
      for (const frame of frames) expect(new Uint8Array((await socket.next()) as ArrayBuffer)).toEqual(frame);
    });

    it('closes the session after an invalid packet', async () => {
      const socket = await openWebSocket();
      socket.send('abc');
      await socket.closed;
    });
  });

  describe('heartbeat', () => {
    it('keeps a polling session whose client answers', async () => {
      const sid = await openPolling();
      for (let i = 0; i < 3; i++) {
        expect(await (await poll(sid)).text()).toBe('2');
        expect((await push(sid, '3')).status).toBe(200);
      }
    });

    it('closes a silent polling session', async () => {
      const sid = await openPolling();
      await sleep(PING_INTERVAL_MS + PING_TIMEOUT_MS + 100);
      expect((await poll(sid)).status).toBe(400);
    });

    it('closes a silent WebSocket', async () => {
      const socket = await openWebSocket();
      await socket.closed;
    });
  });

  describe('close', () => {
    it('ends a waiting poll', async () => {
      const sid = await openPolling();
      const waiting = poll(sid);
      await sleep(20);
      await push(sid, '1');
      expect(await (await waiting).text()).toBe('6');
      expect((await poll(sid)).status).toBe(400);
    });

    it('closes the WebSocket', async () => {
      const socket = await openWebSocket();
      socket.send('1');
      await socket.closed;
    });
  });

  describe('upgrade', () => {
    async function probe(sid: string): Promise<FrameSocket> {
      const socket = connect(`EIO=4&transport=websocket&sid=${sid}`);
      await socket.opened;
      socket.send('2probe');
      expect(await socket.next()).toBe('3probe');
      return socket;
    }

    it('moves a session from polling to WebSocket', async () => {
      const sid = await openPolling();
      const socket = await probe(sid);
      expect(await (await poll(sid)).text()).toBe('6');
      socket.send('5', '4hello');
      expect(await socket.next()).toBe('4hello');
    });

    it('refuses later polls of the session', async () => {
      const sid = await openPolling();
      const socket = await probe(sid);
      socket.send('5', '4hello');
      while ((await socket.next()) !== '4hello');
      expect((await poll(sid)).status).toBe(400);
      socket.send('4still here');
      expect(await socket.next()).toBe('4still here');
    });

    it('refuses a second WebSocket of the session', async () => {
      const sid = await openPolling();
      const socket = await probe(sid);
      socket.send('5', '4hello');
      while ((await socket.next()) !== '4hello');
      await connect(`EIO=4&transport=websocket&sid=${sid}`).closed;
      socket.send('4still here');
      expect(await socket.next()).toBe('4still here');
    });
  });
});
