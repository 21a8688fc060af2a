import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { WebSocket } from 'ws';
import type { Engine, EngineOptions, RequestHandler } from './engine.ts';
import { internalError, notFound } from './fallback-responses.ts';
import { isAmbiguouslyFramed } from './framing.ts';
import { peerAddress } from './peer-address.ts';
import { type EngineConnection, meterQueues } from './queue-meter.ts';
import { cutSlowBody, IDLE_MS, MAX_HEADER_BYTES } from './slow-clients.ts';
import { createSocketServer } from './socket-server.ts';

export type NodeEngine = Engine & { readonly server: ReturnType<typeof createServer> };

const LIMITS = {
  headersTimeout: IDLE_MS,
  keepAliveTimeout: IDLE_MS,
  // An upload may take any time in total. `cutSlowBody` limits its pace instead.
  requestTimeout: 0,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: MAX_HEADER_BYTES,
};

/** Open an engine on Node's HTTP server and `ws`. It is slower than uWebSockets.js, and runs wherever Node does. */
export function openNodeEngine(options: EngineOptions): NodeEngine {
  let handler: RequestHandler = notFound;
  const respond = async (request: Request, { incoming }: { incoming: { socket: IncomingMessage['socket'] } }) => {
    try {
      return await handler(request, { ip: peerAddress(incoming.socket.remoteAddress ?? '') });
    } catch (error) {
      return internalError(error, options);
    }
  };
  const server = createServer(LIMITS, getRequestListener(respond, { overrideGlobalObjects: false }));
  const io = createSocketServer(options);
  io.attach(server);
  server.on('request', cutSlowBody);
  refuseAmbiguousFraming(server);
  const held = meterQueues(io, (connection, bytes) => {
    if (bytes + buffered(connection) <= options.maxBackpressure || connection.readyState !== 'open') return;
    cut(connection);
    options.onSlowConsumer?.();
  });
  const stopListening = () => void server.close();

  return {
    name: 'node',
    io,
    server,
    onRequest(next) {
      handler = next;
    },
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', (error) => reject(new Error(`can't listen on ${host}:${port}: ${error.message}`)));
        server.listen({ port, host, reusePort: options.reusePort }, () =>
          resolve((server.address() as AddressInfo).port),
        );
      }),
    stopListening,
    async close() {
      const connections = connectionsOf(io);
      stopListening();
      await io.close();
      connections.forEach(cut);
      server.closeAllConnections();
    },
    buffered: ({ conn }) => held(conn) + buffered(conn),
    remoteAddress: ({ conn }) => peerAddress(conn.remoteAddress),
  };
}

const BAD_REQUEST = 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';

/**
 * Refuse a request before any other listener sees it, if its headers leave open where its body ends. Node accepts
 * transfer codings that it does not decode, and goes on to parse the bytes after the request.
 */
function refuseAmbiguousFraming(server: NodeEngine['server']): void {
  const refused = new WeakSet<TcpSocket>();
  const listeners = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const { headers, socket } = request;
    if (refused.has(socket)) return;
    if (!isAmbiguouslyFramed(headers['content-length'], headers['transfer-encoding'])) {
      for (const listener of listeners) listener.call(server, request, response);
      return;
    }
    refused.add(socket);
    socket.end(BAD_REQUEST, () => socket.destroy());
  });
}

function connectionsOf(io: Engine['io']): EngineConnection[] {
  const { clients } = io.engine as unknown as { clients: Record<string, EngineConnection> };
  return Object.values(clients);
}

function webSocketOf({ transport }: EngineConnection): WebSocket | undefined {
  return transport.name === 'websocket' ? (transport as unknown as { socket: WebSocket }).socket : undefined;
}

function buffered(connection: EngineConnection): number {
  return webSocketOf(connection)?.bufferedAmount ?? 0;
}

/**
 * Close a connection without a closing handshake. The handshake's frame would wait behind the bytes that the client
 * does not read.
 */
function cut(connection: EngineConnection): void {
  const webSocket = webSocketOf(connection);
  if (webSocket) webSocket.terminate();
  else connection.close(true);
}
