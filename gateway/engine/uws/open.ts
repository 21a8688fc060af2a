import type { us_listen_socket, WebSocket } from 'uWebSockets.js';
import type { Engine, EngineOptions } from '../engine.ts';
import { peerAddress } from '../peer-address.ts';
import { type EngineConnection, meterQueues } from '../queue-meter.ts';
import { createSocketServer } from '../socket-server.ts';
import { serveHttp } from './http.ts';
import type { Uws } from './load.ts';
import { skipRoomWalk } from './room-walk.ts';
import { type EngineIoApp, engineIoApp } from './routes.ts';

export type UwsEngine = Engine & { readonly app: EngineIoApp };

/**
 * Open an engine on uWebSockets.js. A process can have only one, because `attachApp` patches a prototype of Socket.IO
 * for the whole process [E3].
 */
export function openUwsEngine(uws: Uws, options: EngineOptions): UwsEngine {
  uws._cfg('silent');
  const native = uws.App();
  const app = engineIoApp(native, options);
  const io = createSocketServer(options);
  io.attachApp(app);
  if (!options.transports.includes('polling')) skipRoomWalk(io);
  const held = meterQueues(io, (connection, bytes) => {
    if (bytes <= options.maxBackpressure || connection.readyState !== 'open') return;
    connection.close(true);
    options.onSlowConsumer?.();
  });
  let listening: us_listen_socket | undefined;
  const stopListening = () => {
    if (listening) uws.us_listen_socket_close(listening);
    listening = undefined;
  };

  return {
    name: 'uws',
    io,
    app,
    onRequest: serveHttp(native, options),
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        const mode = options.reusePort ? 0 : uws.LIBUS_LISTEN_EXCLUSIVE_PORT;
        native.listen(host, port, mode, (socket) => {
          if (!socket) return reject(new Error(`can't listen on ${host}:${port}: is the port in use?`));
          listening = socket;
          resolve(uws.us_socket_local_port(socket));
        });
      }),
    stopListening,
    async close() {
      stopListening();
      await io.close();
      native.close();
    },
    buffered: ({ conn }) => held(conn) + buffered(conn),
    remoteAddress: ({ conn }) => peerAddress(conn.remoteAddress),
  };
}

/**
 * Return the number of bytes that wait in uWebSockets.js. A closed socket would throw at the call, so 0 is returned for
 * it.
 */
function buffered({ transport, readyState }: EngineConnection): number {
  if (transport.name !== 'websocket' || readyState !== 'open') return 0;
  return (transport as unknown as { socket: WebSocket<unknown> }).socket.getBufferedAmount();
}
