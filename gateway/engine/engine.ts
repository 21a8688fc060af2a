import type { Server, Socket } from 'socket.io';

export interface EngineOptions {
  /** `auto` takes uWebSockets.js where its binary loads, else Node's own HTTP server with `ws`. */
  engine: 'auto' | 'uws' | 'node';
  transports: ('websocket' | 'polling')[];
  /** Origins whose pages may use polling; WebSocket connections carry their own authentication. */
  corsOrigins: string[] | '*';
  /** Bytes of one incoming frame; a larger one closes the socket. */
  maxPayload: number;
  /** Milliseconds between two heartbeats. */
  pingInterval: number;
  /** Milliseconds a client may take to answer one. */
  pingTimeout: number;
  /** Milliseconds between the transport's opening and the client's CONNECT packet. */
  connectTimeout: number;
  /** Bytes waiting for one socket to read; more of them close it. */
  maxBackpressure: number;
  /** Lets several processes listen on one port. Without it a used port is an error. */
  reusePort?: boolean;
  /** A client was cut off at `maxBackpressure`. */
  onSlowConsumer?(): void;
  warn(message: string): void;
}

export interface Peer {
  /** Address of the other end of the connection, a proxy's where there is one. IPv4 is written as IPv4. */
  ip: string;
}

export type RequestHandler = (request: Request, peer: Peer) => Promise<Response>;

/** One port carrying Socket.IO at `/socket.io/` and HTTP everywhere else. */
export interface Engine {
  readonly name: 'uws' | 'node';
  /** `socket.request` is null from the `connection` event on; `socket.handshake` keeps headers, query and address. */
  readonly io: Server;
  /**
   * Sets who answers HTTP. `request.signal` aborts when the client goes away. A body is taken in as it is read and has
   * no limit here; what is unread when the answer comes is thrown away. A handler that rejects is answered with 500.
   */
  onRequest(handler: RequestHandler): void;
  /**
   * @returns the port, chosen by the system where 0 was asked for
   * @throws Error naming host and port where they can't be listened on
   */
  listen(port: number, host: string): Promise<number>;
  /** Refuses new connections; those that exist go on. */
  stopListening(): void;
  /** Ends every connection at once. */
  close(): Promise<void>;
  /** Bytes written to the socket that the kernel has not taken yet. */
  buffered(socket: Socket): number;
  remoteAddress(socket: Socket): string;
}
