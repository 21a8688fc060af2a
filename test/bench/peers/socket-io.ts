import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { loadUws } from '../../../gateway/engine/uws/load.ts';

/** Run Socket.IO as its documentation shows, on `uws` or on `ws`. It sends each `publish` message to all sockets. */
const io = new Server({ serveClient: false, transports: ['websocket'] });
io.on('connection', (socket) => {
  socket.on('publish', (envelope: unknown) => io.emit('e', envelope));
});
const ready = (port: number) => process.stdout.write(`ready at http://127.0.0.1:${port}\n`);

if (process.argv[2] === 'uws') {
  const loaded = await loadUws();
  if (loaded.state === 'failed') throw new Error(loaded.reason);
  const app = loaded.uws.App();
  io.attachApp(app);
  app.listen('127.0.0.1', 0, 0, (socket) => {
    if (socket) ready(loaded.uws.us_socket_local_port(socket));
  });
} else {
  const server = createServer();
  io.attach(server);
  server.listen(0, '127.0.0.1', 4_096, () => ready((server.address() as AddressInfo).port));
}
