import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/** Run the npm package `ws`. A message that begins with `p` is sent to all sockets. */
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false, backlog: 4_096 });
server.on('connection', (socket) => {
  socket.on('message', (data: Buffer) => {
    const text = data.toString().slice(1);
    for (const client of server.clients) client.send(text);
  });
});
server.on('listening', () =>
  process.stdout.write(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
);
