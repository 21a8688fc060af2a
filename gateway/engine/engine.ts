import type { Server, Socket } from 'socket.io';

export interface EngineOptions {
  /** The engine. `auto` means uWebSockets.js if its binary loads, else Node's own HTTP server with `ws`. */
  engine: 'auto' | 'uws' | 'node';
  transports: ('websocket' | 'polling')[];
  /**
   * The web origins whose pages may use HTTP polling. The origin of a WebSocket connection is not checked, because each
   * connection must present a token.
   */
  corsOrigins: string[] | '*';
  /** The maximum size of an incoming frame, in bytes. A larger frame closes the socket. */
  maxPayload: number;
  /** The milliseconds between two heartbeats. */
  pingInterval: number;
  /** The milliseconds within which a client must answer a heartbeat. */
  pingTimeout: number;
  /** The milliseconds within which a client must send its CONNECT packet after the transport has opened. */
  connectTimeout: number;
  /** The maximum number of bytes that may wait to be sent to one socket. A socket that exceeds it is closed. */
  maxBackpressure: number;
  /** Whether several processes may listen on one port. If not, listening on a port in use is an error. */
  reusePort?: boolean;
  /** Called after a client was cut off because of `maxBackpressure`. */
  onSlowConsumer?(): void;
  warn(message: string): void;
}

export interface Peer {
  /** The address of the other end of the connection, which may be a proxy. An IPv4 address has the form `127.0.0.1`. */
  ip: string;
}

export type RequestHandler = (request: Request, peer: Peer) => Promise<Response>;

/** A server on one port, for Socket.IO at `/socket.io/` and for HTTP on all other paths. */
export interface Engine {
  readonly name: 'uws' | 'node';
  /** The Socket.IO server. `socket.request` is null from the `connection` event on, to save memory [E9]. */
  readonly io: Server;
  /**
   * Sets the handler of HTTP requests. `request.signal` aborts when the client disconnects. A body is received only as
   * fast as the handler reads it, and the engine does not limit its size. The engine discards the part of a body that
   * is unread when the handler answers. If the handler rejects, the client gets a 500.
   */
  onRequest(handler: RequestHandler): void;
  /**
   * Begins to accept connections.
   *
   * @returns the port. The system chooses it if `port` is 0
   * @throws Error that names host and port, if the engine can't listen there
   */
  listen(port: number, host: string): Promise<number>;
  /** Refuses new connections. Existing connections stay open. */
  stopListening(): void;
  /** Closes every connection at once. */
  close(): Promise<void>;
  /** Returns the bytes that were written to the socket and that the kernel has not accepted yet. */
  buffered(socket: Socket): number;
  remoteAddress(socket: Socket): string;
}
