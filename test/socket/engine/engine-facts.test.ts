import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openEngine } from '../../../gateway/engine/index.ts';
import type { Engine } from '../../../gateway/engine/index.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { engineOptions } from './engine-harness.ts';

/** Return the prototype of Socket.IO's adapters. All servers of this process share it. */
const prototypeOf = (server: Server) => Object.getPrototypeOf(server.of('/').adapter) as { broadcast: unknown };

describe('the engine that this system gets', () => {
  const warnings: string[] = [];
  let engine: Engine;
  let port: number;
  let untouched: unknown;

  beforeAll(async () => {
    untouched = prototypeOf(new Server()).broadcast;
    engine = await openEngine({ ...engineOptions('uws', (message) => warnings.push(message)), engine: 'auto' });
    onCleanup(() => engine.close());
    port = await engine.listen(0, '127.0.0.1');
  });

  /** Send the lines of one HTTP request and return all that the server sends back. */
  async function answerTo(lines: string[]): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    socket.write([...lines, 'host: a', 'connection: close, upgrade', '', ''].join('\r\n'));
    setTimeout(() => socket.end(), 1_000).unref();
    return text(socket);
  }

  it('[E10] is uWebSockets.js, or else Node’s engine, with one warning that says why', () => {
    const why = expect.stringMatching(/^uWebSockets\.js does not load here, .+ENGINE=node.+: .+/);
    expect(warnings).toEqual(engine.name === 'uws' ? [] : [why]);
  });

  it('[E3] uWebSockets.js changes the adapter of every server in the process', () => {
    const isChanged = prototypeOf(new Server()).broadcast !== untouched;
    expect(isChanged).toBe(engine.name === 'uws');
  });

  it('[E11] sends text as UTF-8, with any characters', async () => {
    const connected = new Promise<Parameters<Engine['buffered']>[0]>((resolve) =>
      engine.io.once('connection', resolve),
    );
    const client = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
    onCleanup(() => client.terminate());
    client.on('open', () => client.send('40'));
    const frames: string[] = [];
    // If a text frame is not valid UTF-8, the client reports an error.
    client.on('message', (data) => frames.push(String(data)));
    client.on('error', (error) => frames.push(error.message));
    const socket = await connected;
    socket.emit('said', 'é');
    engine.io.to(socket.id).emit('said', 'é and ł');
    await expect.poll(() => frames.slice(2)).toEqual(['42["said","é"]', '42["said","é and ł"]']);
  });

  it('[E11] survives a poll that asks for an upgrade', async () => {
    const answer = await answerTo([
      'GET /socket.io/?EIO=4&transport=polling HTTP/1.1',
      'upgrade: websocket',
      'sec-websocket-version: 13',
      'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
    ]);
    expect(answer).not.toContain(' 101 ');
    const client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true, reconnection: false });
    onCleanup(() => client.disconnect());
    await new Promise<void>((resolve) => client.once('connect', resolve));
  });

  it('[E11] joins a header that consists of several lines', async () => {
    const connected = new Promise<Parameters<Engine['buffered']>[0]>((resolve) =>
      engine.io.once('connection', resolve),
    );
    const socket = connect(port, '127.0.0.1');
    onCleanup(() => socket.destroy());
    const upgrade = [
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
      'host: a',
      'connection: upgrade',
      'upgrade: websocket',
      'sec-websocket-version: 13',
      'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
      'x-forwarded-for: 203.0.113.9',
      'x-forwarded-for: 198.51.100.7',
    ];
    socket.write(`${upgrade.join('\r\n')}\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    // A masked WebSocket text frame (mask 0) with the text `40`, the CONNECT packet of Socket.IO.
    socket.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30]));
    expect((await connected).handshake.headers['x-forwarded-for']).toBe('203.0.113.9, 198.51.100.7');
  });
});
