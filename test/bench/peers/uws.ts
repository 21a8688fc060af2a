import { loadUws } from '../../../gateway/engine/uws/load.ts';
import { askProvider, onTokens } from './ask-provider.ts';

/**
 * Run raw uWebSockets.js. A message that begins with `p` is sent to all sockets. Any other message starts an answer of
 * the provider.
 */
const [, , providerUrl = ''] = process.argv;
const loaded = await loadUws();
if (loaded.state === 'failed') throw new Error(loaded.reason);
const app = loaded.uws.App();

app.ws<{ ended: AbortController }>('/*', {
  maxBackpressure: 64 * 1_024 * 1_024,
  upgrade: (response, request, context) =>
    response.upgrade(
      { ended: new AbortController() },
      request.getHeader('sec-websocket-key'),
      request.getHeader('sec-websocket-protocol'),
      request.getHeader('sec-websocket-extensions'),
      context,
    ),
  open: (socket) => void socket.subscribe('all'),
  message(socket, message) {
    const text = Buffer.from(message).toString();
    if (text.startsWith('p')) return void app.publish('all', text.slice(1));
    const { ended } = socket.getUserData();
    void askProvider(providerUrl, ended.signal).then(
      (response) => onTokens(response, (token) => void socket.send(token)),
      () => undefined,
    );
  },
  close: (socket) => socket.getUserData().ended.abort(),
});
app.listen('127.0.0.1', 0, 0, (socket) => {
  if (socket) process.stdout.write(`ready at http://127.0.0.1:${loaded.uws.us_socket_local_port(socket)}\n`);
});
