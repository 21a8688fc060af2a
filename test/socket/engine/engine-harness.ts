import type { EventEmitter } from 'node:events';
import { connect, type Socket as TcpSocket } from 'node:net';
import { io, type Socket as ClientSocket } from 'socket.io-client';
import { beforeAll } from 'vitest';
import { WebSocket } from 'ws';
import { type Engine, type EngineOptions, openEngine, type RequestHandler } from '../../../gateway/engine/index.ts';
import { onCleanup } from '../../support/cleanup.ts';

export type EngineName = 'uws' | 'node';
export type ServerSocket = Parameters<Engine['buffered']>[0];

export const MAX_PAYLOAD = 128 * 1024;
export const MAX_BACKPRESSURE = 1024 * 1024;

export function engineOptions(engine: EngineName, warn: (message: string) => void): EngineOptions {
  return {
    engine,
    transports: ['websocket'],
    corsOrigins: [],
    maxPayload: MAX_PAYLOAD,
    pingInterval: 25_000,
    pingTimeout: 20_000,
    connectTimeout: 10_000,
    maxBackpressure: MAX_BACKPRESSURE,
    warn,
  };
}

export interface Harness {
  readonly name: EngineName;
  engine: Engine;
  port: number;
  url: string;
  warnings: string[];
  /** Sets the handler of HTTP requests. It is used until the next call of `answer`. */
  answer(handler: RequestHandler): void;
  /** Connects a client. Returns it together with the server's socket of the same connection. */
  join(): Promise<{ client: ClientSocket; socket: ServerSocket }>;
  /**
   * Connects a plain WebSocket as a Socket.IO client, so that a test can send messages which the library would not
   * send.
   */
  joinRaw(): Promise<{ client: WebSocket; socket: ServerSocket }>;
  /** Opens a TCP connection and sends the text. */
  tcp(text: string): TcpSocket;
}

/** Resolve when the emitter has closed, even after an error. Node's `once` would reject after an error. */
export function ended(emitter: EventEmitter, event: 'close' | 'disconnect' = 'close'): Promise<void> {
  return new Promise((resolve) => emitter.once(event, () => resolve()));
}

/** Open one engine for all tests of a file, because a process can't have a second engine with uWebSockets.js [E3]. */
export function useEngine(name: EngineName): Harness {
  const warnings: string[] = [];
  const harness = { name, warnings } as Harness;
  beforeAll(async () => {
    harness.engine = await openEngine(engineOptions(name, (message) => warnings.push(message)));
    harness.port = await harness.engine.listen(0, '127.0.0.1');
    harness.url = `http://127.0.0.1:${harness.port}`;
    onCleanup(() => harness.engine.close());
  });

  const connected = () => new Promise<ServerSocket>((resolve) => harness.engine.io.once('connection', resolve));
  harness.answer = (handler) => harness.engine.onRequest(handler);
  harness.join = async () => {
    const socket = connected();
    const client = io(harness.url, { transports: ['websocket'], forceNew: true, reconnection: false });
    onCleanup(() => client.disconnect());
    await new Promise<void>((resolve) => client.once('connect', resolve));
    return { client, socket: await socket };
  };
  harness.joinRaw = async () => {
    const socket = connected();
    const client = new WebSocket(`${harness.url}/socket.io/?EIO=4&transport=websocket`);
    onCleanup(() => client.terminate());
    client.on('open', () => client.send('40'));
    client.on('error', () => undefined);
    return { client, socket: await socket };
  };
  harness.tcp = (text) => {
    const socket = connect(harness.port, '127.0.0.1');
    onCleanup(() => socket.destroy());
    socket.on('error', () => undefined);
    socket.write(text, 'latin1');
    return socket;
  };
  return harness;
}
