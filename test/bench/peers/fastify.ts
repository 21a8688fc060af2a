import fastify from 'fastify';
import { askProvider, onTokens } from './ask-provider.ts';

/**
 * Run a Fastify server that forwards a provider's answer as Server-Sent Events. `/chat` parses the tokens and writes a
 * new event for each. `/pipe` forwards the bytes unchanged.
 */
const [, , providerUrl = ''] = process.argv;
const app = fastify({ forceCloseConnections: true });

app.post('/chat', async (request, reply) => {
  const response = await askProvider(providerUrl, abortOnClose(request.raw.socket));
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
  onTokens(response, (token) => reply.raw.write(`data: ${JSON.stringify({ text: token })}\n\n`));
  response.once('close', () => reply.raw.end());
});

app.post('/pipe', async (request, reply) => {
  const response = await askProvider(providerUrl, abortOnClose(request.raw.socket));
  return reply.type('text/event-stream').send(response);
});

function abortOnClose(socket: NodeJS.EventEmitter): AbortSignal {
  const ended = new AbortController();
  socket.once('close', () => ended.abort());
  return ended.signal;
}

process.stdout.write(`ready at ${await app.listen({ host: '127.0.0.1', port: 0 })}\n`);
