import { Server, type ServerOptions, type Socket } from 'socket.io';
import type { EngineOptions } from './engine.ts';

/** Socket.IO with what both engines share; it is not attached to anything yet. */
export function createSocketServer(options: EngineOptions): Server {
  const io = new Server({
    ...engineIoOptions(options),
    connectTimeout: options.connectTimeout,
    serveClient: false,
  });
  io.on('connection', (socket) => {
    releaseRequest(socket);
    // Emitted for a packet that can't be decoded, which closes the socket; without a listener each is printed.
    socket.on('error', ignore);
  });
  return io;
}

/** Engine.IO's part of the options, for a raw Engine.IO server beside Socket.IO too. */
export function engineIoOptions(options: EngineOptions): Partial<ServerOptions> {
  const { transports, corsOrigins, maxPayload, pingInterval, pingTimeout } = options;
  return {
    transports,
    maxHttpBufferSize: maxPayload,
    pingInterval,
    pingTimeout,
    // Compressing a poll is asynchronous, and a client that aborts meanwhile would end the process under uWebSockets.js.
    httpCompression: false,
    ...(corsOrigins.length > 0 && { cors: { origin: corsOrigins } }),
  };
}

const ignore = () => undefined;

/** The upgrade request is 2 of a connection's 16 KiB [E9], and the handshake has copied what is of use. */
function releaseRequest(socket: Socket): void {
  Object.assign(socket.conn, { request: null });
}
