/**
 * A server that sends back what it receives, for the public test suites of the Engine.IO and Socket.IO protocols. It
 * uses our engine without authentication.
 * Environment variables, with their defaults: ENGINE (auto), PORT (3000), PING_INTERVAL (300 ms), PING_TIMEOUT (200
 * ms). RAW=1 adds plain Engine.IO at `/engine.io/`.
 */
import type { ServerOptions, Socket } from 'socket.io';
import type { Engine, EngineOptions } from '../../gateway/engine/index.ts';
import { openNodeEngine } from '../../gateway/engine/node.ts';
import { engineIoOptions } from '../../gateway/engine/socket-server.ts';
import { loadUws } from '../../gateway/engine/uws/load.ts';
import { openUwsEngine } from '../../gateway/engine/uws/open.ts';

const { env } = process;

const options: EngineOptions = {
  engine: env.ENGINE === 'uws' || env.ENGINE === 'node' ? env.ENGINE : 'auto',
  transports: ['polling', 'websocket'],
  corsOrigins: '*',
  maxPayload: 1e6,
  pingInterval: Number(env.PING_INTERVAL ?? 300),
  pingTimeout: Number(env.PING_TIMEOUT ?? 200),
  connectTimeout: 1_000,
  maxBackpressure: 1024 * 1024,
  warn: (message) => process.stderr.write(`${message}\n`),
};

const engine = await open();
engine.io.on('connection', echo);
engine.io.of('/custom').on('connection', greet);
process.stdout.write(`listening on ${await engine.listen(Number(env.PORT ?? 3000), '0.0.0.0')}\n`);

async function open(): Promise<Engine> {
  const loaded = options.engine === 'node' ? undefined : await loadUws();
  if (loaded?.state === 'loaded') {
    const uws = openUwsEngine(loaded.uws, options);
    attachRaw(uws, uws.app);
    return uws;
  }
  if (options.engine === 'uws') throw new Error(loaded?.reason);
  const node = openNodeEngine(options);
  attachRaw(node, node.server);
  return node;
}

interface RawServer {
  attach(target: unknown, options: { path: string }): void;
  on(event: 'connection', listener: (socket: RawSocket) => void): void;
}

interface RawSocket {
  on(event: 'data', listener: (data: string | Buffer) => void): void;
  send(data: string | Buffer): void;
}

/**
 * Attach a second Engine.IO server, for tests without Socket.IO. Its class is taken from the running engine, because
 * `engine.io` exports only one of the two classes to modules.
 */
function attachRaw({ io }: Engine, target: unknown): void {
  if (env.RAW !== '1') return;
  const RawServer = io.engine.constructor as new (options: Partial<ServerOptions>) => RawServer;
  const raw = new RawServer(engineIoOptions(options));
  raw.attach(target, { path: '/engine.io' });
  raw.on('connection', (socket) => socket.on('data', (data) => socket.send(data)));
}

function greet(socket: Socket): void {
  socket.emit('auth', socket.handshake.auth);
}

function echo(socket: Socket): void {
  greet(socket);
  socket.on('message', (...args: unknown[]) => socket.emit('message-back', ...args));
  socket.on('message-with-ack', (...args: unknown[]) => {
    const acknowledge = args.pop();
    if (typeof acknowledge === 'function') acknowledge(...args);
  });
}
