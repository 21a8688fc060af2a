import { once } from 'node:events';
import type { Socket as ClientSocket } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import { ended, type Harness, MAX_BACKPRESSURE, MAX_PAYLOAD, type ServerSocket } from './engine-harness.ts';

export function socketsSuite(harness: Harness): void {
  describe('sockets', () => {
    it('use the requested engine', () => {
      expect([harness.engine.name, harness.warnings]).toEqual([harness.name, []]);
    });

    it('release the upgrade request and keep headers, query and address [E9]', async () => {
      const { socket } = await harness.join();
      expect(socket.request).toBeNull();
      expect(socket.handshake.headers.host).toBe(`127.0.0.1:${harness.port}`);
      expect(socket.handshake.query.transport).toBe('websocket');
      expect(harness.engine.remoteAddress(socket)).toBe('127.0.0.1');
    });

    it('carry binary intact, which can be kept after the turn in which it came [E1]', async () => {
      const { client, socket } = await harness.join();
      const received: Buffer[] = [];
      socket.on('data', (data: Buffer) => received.push(data));
      const sent = Array.from({ length: 40 }, (_, i) => Buffer.alloc(1_000 * (i + 1), i + 1));
      for (const data of sent) client.emit('data', data);
      await expect.poll(() => received.length).toBe(sent.length);
      for (const [i, data] of received.entries()) expect(sent[i]?.equals(data)).toBe(true);
    });

    it.each(['ASCII', 'ü in Latin-1', 'ł beyond it', '€ and 𝄞'])('carry the text %j in every way', async (text) => {
      const { client, socket } = await harness.join();
      const heard: string[] = [];
      client.on('said', (what: string) => heard.push(what));
      socket.on('echo', (what: string, reply: (what: string) => void) => reply(what));
      expect(await client.emitWithAck('echo', text)).toBe(text);
      socket.emit('said', text);
      harness.engine.io.to(socket.id).emit('said', text);
      harness.engine.io.emit('said', text);
      await expect.poll(() => heard).toEqual([text, text, text]);
    });

    it('publish to a room, to all except some, and to everyone [E4] [E8]', async () => {
      const members = [await harness.join(), await harness.join(), await harness.join()];
      const [a, b, c] = members.map(({ socket }) => socket);
      const heard = members.map(({ client }) => {
        const events: unknown[] = [];
        client.on('said', (what: unknown) => events.push(what));
        return events;
      });
      const { io } = harness.engine;
      a?.join('room');
      b?.join('room');
      io.to('room').emit('said', 'both');
      io.to('room')
        .except(a?.id ?? '')
        .emit('said', 'b alone');
      io.to(['room', c?.id ?? '']).emit('said', 'two rooms');
      c?.broadcast.emit('said', 'not c');
      io.to(c?.id ?? '').emit('said', Buffer.from('c alone'));
      b?.leave('room');
      io.to('room').emit('said', 'a alone');
      io.emit('said', 'end');
      await expect.poll(() => heard.every((events) => events.at(-1) === 'end')).toBe(true);
      expect(heard).toEqual([
        ['both', 'two rooms', 'not c', 'a alone', 'end'],
        ['both', 'b alone', 'two rooms', 'not c', 'end'],
        ['two rooms', Buffer.from('c alone'), 'end'],
      ]);
      expect(await io.in('room').fetchSockets()).toHaveLength(1);
    });

    it('close a reader that stalls at the limit, while the others get everything [B1] [E2]', async () => {
      const { client, socket: readerEnd } = await harness.join();
      const { client: stalled, socket: stalledEnd } = await harness.joinRaw();
      readerEnd.join('stream');
      stalledEnd.join('stream');
      stalled.pause();
      const closed = ended(stalledEnd, 'disconnect');
      const message = 'x'.repeat(64 * 1024);
      const buffered = await publishUntil(harness, client, message, stalledEnd);
      await closed;
      expect(buffered).toBeGreaterThan(MAX_BACKPRESSURE / 2);
      expect(buffered).toBeLessThan(MAX_BACKPRESSURE + 2 * message.length);
      expect(readerEnd.connected).toBe(true);
    });

    it.each<[what: string, frame: string | Buffer]>([
      ['an oversized frame', `42["x","${'x'.repeat(MAX_PAYLOAD)}"]`],
      ['an oversized binary frame', Buffer.alloc(MAX_PAYLOAD + 1)],
      ['text that is no packet', 'garbage'],
      ['a packet that is no JSON', '42["x",'],
      ['binary nobody announced', Buffer.from([1, 2, 3])],
      ['deep and broken JSON', `42["x",${'['.repeat(60_000)}`],
    ])('%s closes the socket immediately [B2]', async (_what, frame) => {
      const { client, socket } = await harness.joinRaw();
      const ends = Promise.all([ended(client), ended(socket, 'disconnect')]);
      client.send(frame);
      await ends;
      const { client: next } = await harness.join();
      expect(next.connected).toBe(true);
    });

    it('accept a frame of exactly the allowed size [B2]', async () => {
      const { client, socket } = await harness.joinRaw();
      const arrived = once(socket, 'x');
      client.send(`42["x","${'x'.repeat(MAX_PAYLOAD - '42["x",""]'.length)}"]`);
      await arrived;
      expect(socket.connected).toBe(true);
    });
  });
}

/**
 * Publish messages to two sockets, one at a time, each after `reader` has received the previous one. Stop when the
 * server disconnects `stalled`, which reads nothing.
 * @returns the largest number of bytes that was buffered for `stalled`
 */
async function publishUntil(
  { engine }: Harness,
  reader: ClientSocket,
  message: string,
  stalled: ServerSocket,
): Promise<number> {
  const read: number[] = [];
  reader.on('chunk', (i: number) => read.push(i));
  let most = 0;
  for (let sent = 0; stalled.connected && sent < 1_000; sent++) {
    engine.io.to('stream').emit('chunk', sent, message);
    most = Math.max(most, engine.buffered(stalled));
    await expect.poll(() => read.at(-1), { interval: 1 }).toBe(sent);
  }
  expect(read).toEqual(read.map((_, i) => i));
  return most;
}
