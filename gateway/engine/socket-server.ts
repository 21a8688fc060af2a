import { Server, type ServerOptions, type Socket } from 'socket.io';
import type { EngineOptions } from './engine.ts';

/** Create the Socket.IO server with the options that both engines share. The caller attaches it to an HTTP server. */
export function createSocketServer(options: EngineOptions): Server {
  const io = new Server({
    ...engineIoOptions(options),
    connectTimeout: options.connectTimeout,
    serveClient: false,
  });
  io.on('connection', (socket) => {
    releaseRequest(socket);
    // A packet that can't be decoded closes the socket and emits `error`. Without a listener Socket.IO prints each
    // error.
    socket.on('error', ignore);
  });
  return io;
}

/** Return the options of Engine.IO. A plain Engine.IO server, without Socket.IO, can use them as well. */
export function engineIoOptions(options: EngineOptions): Partial<ServerOptions> {
  const { transports, corsOrigins, maxPayload, pingInterval, pingTimeout } = options;
  return {
    transports,
    maxHttpBufferSize: maxPayload,
    pingInterval,
    pingTimeout,
    // Answers to polling requests are not compressed, because compression is asynchronous. If the client disconnected
    // during the compression, uWebSockets.js would end the process.
    httpCompression: false,
    ...(corsOrigins.length > 0 && { cors: { origin: corsOrigins } }),
  };
}

const ignore = () => undefined;

/**
 * Release the HTTP request that began the connection, which takes 2 of the 16 KiB of memory of a connection [E9].
 * `socket.handshake` has a copy of its data.
 */
function releaseRequest(socket: Socket): void {
  Object.assign(socket.conn, { request: null });
}
